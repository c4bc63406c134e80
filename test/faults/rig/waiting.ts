import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 25;

/** A condition, looked at again and again. What throws counts as not yet; the last error tells why it never was. */
export async function until<T>(what: string, limitMs: number, look: () => Promise<T> | T): Promise<NonNullable<T>> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    let reason: unknown;
    try {
      const found = await look();
      if (found) return found;
    } catch (error) {
      reason = error;
    }
    if (performance.now() > deadline) throw new Error(`Not within ${limitMs} ms: ${what}`, { cause: reason });
    await delay(POLL_MS);
  }
}

/** A promise with a limit: what never comes must fail the test in words, not by Jest's own timeout. */
export async function inTime<T>(what: string, limitMs: number, promise: Promise<T>): Promise<T> {
  const over = new AbortController();
  const tooLate = delay(limitMs, undefined, { signal: over.signal }).then(
    () => Promise.reject(new Error(`Not within ${limitMs} ms: ${what}`)),
    () => promise,
  );
  try {
    return await Promise.race([promise, tooLate]);
  } finally {
    over.abort();
  }
}
