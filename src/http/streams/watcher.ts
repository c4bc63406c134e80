/** One who waits for a place in the log to be passed. What wakes it is a hint only: it looks by itself what is new. */
export interface Watch {
  /** Tells how far its owner has read, so that the sweep knows whether there is more. */
  seen(position: number): void;
  /** Resolves at the next sign of something new (at once if there was one since the last call), or on abort. */
  next(signal: AbortSignal): Promise<void>;
  /** What is watched does not exist any more. */
  readonly isGone: boolean;
  close(): void;
}

export interface Watcher extends Watch {
  wake(): void;
  /** The sweep's view: the last position there is, or null when what is watched is gone. */
  sweep(lastPosition: number | null): void;
}

export function createWatcher(position: number, close: () => void): Watcher {
  let seen = position;
  let isAwake = false;
  let isGone = false;
  let resolveNext: (() => void) | undefined;

  function wake(): void {
    isAwake = true;
    resolveNext?.();
  }
  return {
    wake,
    sweep(lastPosition) {
      isGone = lastPosition === null;
      if (lastPosition !== seen) wake(); // below it, too: a database that was set back has lost what its owner saw
    },
    seen(newPosition) {
      seen = newPosition;
    },
    get isGone() {
      return isGone;
    },
    async next(signal) {
      if (!isAwake && !signal.aborted) {
        const { promise, resolve } = Promise.withResolvers<void>();
        const wakeUp = (): void => resolve();
        resolveNext = wakeUp;
        signal.addEventListener('abort', wakeUp);
        await promise;
        signal.removeEventListener('abort', wakeUp);
        resolveNext = undefined;
      }
      isAwake = false;
    },
    close,
  };
}
