/** A signal with a time limit that leaves nothing behind: no timer, and no listener on a signal that lives on. */
interface Deadline {
  readonly signal: AbortSignal;
  abort(): void;
  dispose(): void;
}

/** Aborted after a time, or with any of the given signals. Must be disposed of. */
export function abortAfter(timeoutMs: number, ...signals: AbortSignal[]): Deadline {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  const timer = setTimeout(abort, timeoutMs);
  for (const signal of signals) {
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
  }
  return {
    signal: controller.signal,
    abort,
    dispose() {
      clearTimeout(timer);
      for (const signal of signals) signal.removeEventListener('abort', abort);
    },
  };
}
