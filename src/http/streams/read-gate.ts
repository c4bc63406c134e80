import { setTimeout as sleep } from 'node:timers/promises';
import { isOutage } from '../../db/outage.ts';
import { Problem } from '../../errors.ts';

/** Lets a few reads run at a time: streams that all come back at once must leave connections to other requests. */
export interface ReadGate {
  /**
   * @param patienceMs how long the read may wait for its turn. Default: for ever.
   * @throws Problem `unavailable` when its turn did not come; what the read throws
   */
  run<T>(read: () => Promise<T>, patienceMs?: number): Promise<T>;
}

export function createReadGate(limit: number): ReadGate {
  const queue = new Set<() => void>();
  let running = 0;

  /** In the order of asking. */
  function turn(patienceMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = patienceMs === Infinity ? undefined : setTimeout(giveUp, patienceMs);
      const begin = (): void => {
        clearTimeout(timer);
        resolve();
      };
      function giveUp(): void {
        queue.delete(begin);
        reject(
          new Problem('unavailable', 'Too much is being read just now.', { retryAfterSeconds: BUSY_RETRY_SECONDS }),
        );
      }
      queue.add(begin);
    });
  }

  return {
    async run(read, patienceMs = Infinity) {
      if (running >= limit) await turn(patienceMs);
      else running += 1;
      try {
        return await read();
      } finally {
        const [next] = queue; // its place is handed on
        if (next) queue.delete(next);
        if (next) next();
        else running -= 1;
      }
    },
  };
}

const BUSY_RETRY_SECONDS = 1;
const RETRY_MS = 1_000;
/** Of a read that fails for another reason than a database that is away. */
const MAX_TRIES = 60;

/**
 * Reads for a stream. A database that is away for a while must not end it: a browser's EventSource gives up for
 * good when its reconnect is refused.
 *
 * @param onFirstError told once, however often the read is tried again.
 * @param patienceMs for how long a database is waited for. Default: until the signal is aborted.
 * @throws a Problem at once, else the last error, once the signal is aborted or after that time.
 */
export async function readPatiently<T>(
  gate: ReadGate,
  signal: AbortSignal,
  onFirstError: (error: unknown) => void,
  read: () => Promise<T>,
  patienceMs = Infinity,
): Promise<T> {
  const until = performance.now() + patienceMs;
  for (let tries = 1; ; tries += 1) {
    try {
      return await gate.run(read);
    } catch (error) {
      if (error instanceof Problem) throw error;
      if (tries === 1) onFirstError(error);
      const isOver = isOutage(error) ? performance.now() >= until : tries === MAX_TRIES;
      if (signal.aborted || isOver) throw error;
      await sleep(RETRY_MS * (0.8 + Math.random() * 0.4), undefined, { signal }).catch(() => {});
    }
  }
}

/** How long a stream that is not open yet waits for the database; an open one waits as long as it lives. */
export const OPENING_PATIENCE_MS = 60_000;
