import type { IncomingMessage } from 'node:http';

/** As much as is held back of one answer. */
const MAX_HELD_BYTES = 16 * 1024 * 1024;

/** @returns what has come of an answer when it is whole, or broke off, or is too long to hold, or the signal is aborted */
export async function holdBack(answer: IncomingMessage, release: AbortSignal): Promise<Buffer[]> {
  const held: Buffer[] = [];
  let heldBytes = 0;
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const onAbort = (): void => resolve();
  const onData = (chunk: Buffer): void => {
    held.push(chunk);
    heldBytes += chunk.length;
    if (heldBytes >= MAX_HELD_BYTES) resolve();
  };
  answer.on('data', onData).once('end', resolve).once('close', resolve);
  release.addEventListener('abort', onAbort);
  if (release.aborted) resolve();
  await over;
  release.removeEventListener('abort', onAbort);
  answer.off('data', onData).pause();
  return held;
}
