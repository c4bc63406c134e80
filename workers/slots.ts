import type { Attempt } from './run-job.ts';

/** A worker's slots: what runs in them, and how many are free. */
export interface Slots {
  /** Attempts whose handler has not returned. */
  readonly attempts: ReadonlySet<Attempt>;
  /** How many jobs may be taken now. */
  free(): number;
  add(attempt: Attempt): void;
  remove(attempt: Attempt): void;
  /** The attempt is over, and its handler goes on all the same. */
  giveUp(attempt: Attempt): void;
  /** Nothing is done here any more, for handlers that do not stop hold the slots. */
  areStuck(): boolean;
}

export function createSlots(concurrency: number): Slots {
  const attempts = new Set<Attempt>();
  const stuck = new Set<Attempt>();
  const isTakenAlone = (): boolean => [...attempts].some(({ job }) => job.runsAlone);
  // With half of its slots gone a worker is better started anew, which it is once the other half has done its work.
  const isHalfStuck = (): boolean => stuck.size * 2 >= concurrency;
  return {
    attempts,
    free: () => (isHalfStuck() || isTakenAlone() ? 0 : concurrency - attempts.size),
    add: (attempt) => void attempts.add(attempt),
    remove(attempt) {
      attempts.delete(attempt);
      stuck.delete(attempt);
    },
    giveUp: (attempt) => void stuck.add(attempt),
    areStuck: () => stuck.size > 0 && stuck.size === attempts.size,
  };
}
