import { useState } from 'react';
import { PressroomError } from '../client/index.ts';

/** Something that a person set off: whether it is under way, and what was wrong with it. */
export interface Action {
  readonly isActing: boolean;
  readonly error: PressroomError | null;
  /** Never rejects: what goes wrong is in `error`. */
  run(work: () => Promise<void>): Promise<void>;
  reset(): void;
}

export function useAction(): Action {
  const [running, setRunning] = useState(0);
  const [error, setError] = useState<PressroomError | null>(null);
  return {
    isActing: running > 0,
    error,
    async run(work) {
      setRunning((count) => count + 1);
      setError(null);
      try {
        await work();
      } catch (thrown) {
        setError(asError(thrown));
      } finally {
        setRunning((count) => count - 1);
      }
    },
    reset: () => setError(null),
  };
}

function asError(thrown: unknown): PressroomError {
  if (thrown instanceof PressroomError) return thrown;
  return new PressroomError({ code: 'internal', detail: thrown instanceof Error ? thrown.message : String(thrown) });
}
