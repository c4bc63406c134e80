/** A signal that also ends by itself, and leaves neither a timer nor a listener behind. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Whether it was the time, not the caller. */
  readonly isOver: boolean;
  /** Stops the clock; the caller's signal still ends it. */
  lift(): void;
  dispose(): void;
}

/** Aborted with the caller's signal, or after a time in milliseconds. Must be disposed of. */
export function deadline(timeoutMs: number, outer?: AbortSignal): Deadline {
  const controller = new AbortController();
  let isOver = false;
  const follow = (): void => controller.abort(outer?.reason);
  const expire = (): void => {
    isOver = true;
    controller.abort();
  };
  const timer = Number.isFinite(timeoutMs) ? setTimeout(expire, timeoutMs) : undefined;
  if (outer?.aborted) follow();
  outer?.addEventListener('abort', follow);
  return {
    signal: controller.signal,
    get isOver() {
      return isOver;
    },
    lift: () => clearTimeout(timer),
    dispose() {
      clearTimeout(timer);
      outer?.removeEventListener('abort', follow);
    },
  };
}
