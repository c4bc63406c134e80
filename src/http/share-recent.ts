/**
 * Makes one run of some work do for all who ask while it goes on and for a while after: however often anyone asks, it
 * runs at most once in that time. What it rejects with is shared as well.
 */
export function shareRecent<T>(work: () => Promise<T>, keptMs: number): () => Promise<T> {
  let shared: Promise<T> | undefined;
  let keptUntil = Infinity;
  return () => {
    if (shared && performance.now() < keptUntil) return shared;
    keptUntil = Infinity;
    const running = work();
    shared = running;
    const keep = (): void => {
      keptUntil = performance.now() + keptMs;
    };
    running.then(keep, keep);
    return running;
  };
}
