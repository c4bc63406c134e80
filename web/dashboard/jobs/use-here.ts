import { useState } from 'react';

/** The row that the keys act on. It is found again by its job: rows move while one looks at them. */
export interface Here {
  /** Empty: none yet. */
  id: string;
  /** Counts how often the keys moved it: each time its row is brought into view and has the focus. */
  moves: number;
}

/** @param ids of the list, in its order */
export function useHere(ids: readonly string[]): { here: Here; move: (by: 1 | -1) => void; set: (id: string) => void } {
  const [here, setHere] = useState({ id: '', moves: 0, lastAt: 0 });
  const move = (by: 1 | -1): void => {
    const at = ids.indexOf(here.id);
    // When its job has left the list the next one has its place.
    const wanted = at >= 0 ? at + by : by === 1 ? here.lastAt : here.lastAt - 1;
    const lastAt = Math.max(0, Math.min(ids.length - 1, wanted));
    setHere({ id: ids[lastAt] ?? '', moves: here.moves + 1, lastAt });
  };
  const set = (id: string): void => {
    if (id && id !== here.id) setHere({ ...here, id, lastAt: Math.max(0, ids.indexOf(id)) });
  };
  return { here, move, set };
}
