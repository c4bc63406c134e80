import { useCallback, useState } from 'react';

/** Which jobs an action is for: these, or all that the list's filter matches, shown or not. */
export interface Selection {
  ids: ReadonlySet<string>;
  isAllMatching: boolean;
  select: (id: string, selected: boolean, isRange: boolean) => void;
  selectShown: (selected: boolean) => void;
  selectAllMatching: () => void;
  clear: () => void;
}

/** @param shown the ids of the list, in its order */
export function useSelection(shown: readonly string[]): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const [isAllMatching, setAllMatching] = useState(false);
  const [lastId, setLastId] = useState<string | null>(null);
  const select = useCallback(
    (id: string, selected: boolean, isRange: boolean) => {
      const changed = isRange ? between(shown, lastId, id) : [id];
      setIds((old) => withChange(old, changed, selected));
      setAllMatching(false);
      setLastId(id);
    },
    [shown, lastId],
  );
  const clear = useCallback(() => {
    setIds(new Set());
    setAllMatching(false);
  }, []);
  return {
    ids,
    isAllMatching,
    select,
    selectShown: (selected) => {
      setIds(selected ? new Set(shown) : new Set());
      setAllMatching(false);
    },
    selectAllMatching: () => setAllMatching(true),
    clear,
  };
}

function withChange(old: ReadonlySet<string>, changed: readonly string[], selected: boolean): ReadonlySet<string> {
  const next = new Set(old);
  for (const id of changed) {
    if (selected) next.add(id);
    else next.delete(id);
  }
  return next;
}

/** The rows from the one to the other, both included. */
function between(shown: readonly string[], from: string | null, to: string): readonly string[] {
  const [a, b] = [from === null ? -1 : shown.indexOf(from), shown.indexOf(to)];
  return a === -1 || b === -1 ? [to] : shown.slice(Math.min(a, b), Math.max(a, b) + 1);
}
