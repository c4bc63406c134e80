import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../../errors.ts';

/** Lets a few reads run at a time: streams that all come back at once must leave connections to other requests. */
export interface ReadGate {
  run<T>(read: () => Promise<T>): Promise<T>;
}

export function createReadGate(limit: number): ReadGate {
  const queue: (() => void)[] = [];
  let running = 0;
  return {
    async run(read) {
      if (running >= limit) await new Promise<void>((resolve) => queue.push(resolve));
      else running += 1;
      try {
        return await read();
      } finally {
        const next = queue.shift(); // its place is handed on
        if (next) next();
        else running -= 1;
      }
    },
  };
}

const RETRY_MS = 1_000;
const MAX_TRIES = 60;

/**
 * Reads for a stream. A database that is away for a while must not end it: a browser's EventSource gives up for
 * good when its reconnect is refused.
 *
 * @param onFirstError told once, however often the read is tried again.
 * @throws a Problem at once, else the last error, once the signal is aborted or after about a minute of tries.
 */
export async function readPatiently<T>(
  gate: ReadGate,
  signal: AbortSignal,
  onFirstError: (error: unknown) => void,
  read: () => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await gate.run(read);
    } catch (error) {
      if (error instanceof Problem) throw error;
      if (tries === 1) onFirstError(error);
      if (signal.aborted || tries === MAX_TRIES) throw error;
      await sleep(RETRY_MS * (0.8 + Math.random() * 0.4), undefined, { signal }).catch(() => {});
    }
  }
}
