import type { IncomingMessage } from 'node:http';
import { Problem } from '../errors.ts';

/**
 * Reads a body whole, if it is within its limit. (body-parser would read one that is not to its end before it says so.)
 *
 * @throws Problem `payload-too-large`, `invalid-json` for one that ends too early.
 */
export function readBytes(req: IncomingMessage, limitBytes: number): Promise<Buffer> {
  const tooLarge = new Problem('payload-too-large', `The body may have at most ${limitBytes} bytes.`);
  if (Number(req.headers['content-length'] ?? 0) > limitBytes) return Promise.reject(tooLarge);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const done = (problem?: Problem): void => {
      req.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose);
      req.pause();
      if (problem) reject(problem);
      else resolve(Buffer.concat(chunks, bytes));
    };
    const onEnd = (): void => done();
    const onClose = (): void => done(new Problem('invalid-json', 'The body ended too early.'));
    const onData = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes > limitBytes) done(tooLarge);
      else chunks.push(chunk);
    };
    req.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose);
  });
}
