/** The longest wait between two tries. */
const MAX_MS = 30_000;
const BASE_MS = 500;

/**
 * How long to wait before the next try, in milliseconds: anything from nothing to a bound that doubles with each
 * failure (full jitter), so that the clients of a service that was down do not all come back at once.
 */
export function backoffMs(failures: number, random: () => number = Math.random): number {
  return random() * Math.min(MAX_MS, BASE_MS * 2 ** Math.max(1, failures));
}

/** Resolves after a time, or as soon as the signal is aborted. Never rejects. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done);
  });
}
