import type { IncomingMessage } from 'node:http';

/**
 * A connection that is closed while its client is still sending may lose the answer on its way. So what is left of a
 * refused body is read and thrown away first, as long as it is not too much.
 */
const MAX_DISCARDED_BYTES = 16 * 1024 * 1024;
const MAX_DISCARD_MS = 5_000;

/** @returns whether the body has been read to its end; if not, the connection cannot be used again. */
export function discardBody(req: IncomingMessage): Promise<boolean> {
  if (req.complete || req.destroyed) return Promise.resolve(req.complete);
  if (Number(req.headers['content-length'] ?? 0) > MAX_DISCARDED_BYTES) return Promise.resolve(false);
  return new Promise((resolve) => {
    let bytes = 0;
    const done = (): void => {
      clearTimeout(timer);
      req.off('data', count).off('end', done).off('close', done).off('error', done);
      req.pause();
      resolve(req.complete);
    };
    const count = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes > MAX_DISCARDED_BYTES) done();
    };
    const timer = setTimeout(done, MAX_DISCARD_MS);
    req.on('data', count).on('end', done).on('close', done).on('error', done);
    req.resume();
  });
}
