import { setImmediate } from 'node:timers/promises';

/** Lets everything else in the thread run (the abort itself), then goes on unless aborted. */
export async function breathe(signal: AbortSignal): Promise<void> {
  await setImmediate();
  signal.throwIfAborted();
}
