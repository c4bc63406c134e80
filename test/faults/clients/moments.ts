/** What the clients see happen; each is a moment at which a fault may strike. */
export type Moment = 'create-sent' | 'created' | 'started' | 'progress' | 'artifact' | 'completed';

export const MOMENTS: readonly Moment[] = ['create-sent', 'created', 'started', 'progress', 'artifact', 'completed'];

export interface Moments {
  /** Told in the very turn in which it is seen. */
  happened(moment: Moment): void;
  /** Resolves with the n-th such moment from now on. */
  nth(moment: Moment, n: number): Promise<void>;
}

export function createMoments(): Moments {
  const waiting = new Set<{ moment: Moment; left: number; resolve: () => void }>();
  return {
    happened(moment) {
      for (const one of waiting) {
        if (one.moment !== moment) continue;
        one.left -= 1;
        if (one.left > 0) continue;
        waiting.delete(one);
        one.resolve();
      }
    },
    nth(moment, n) {
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.add({ moment, left: n, resolve });
      return promise;
    },
  };
}
