import { createHash } from 'node:crypto';
import type { BlobFacts } from './blob-store.ts';

/**
 * The same bytes in pieces of exactly `size`, but for the last. Each is a copy: the source may reuse its buffer.
 *
 * @param reuses all pieces are in one buffer: each is good until the next is asked for
 */
export async function* inPieces(
  content: AsyncIterable<Uint8Array>,
  size: number,
  reuses = false,
): AsyncGenerator<Buffer> {
  let piece = Buffer.allocUnsafeSlow(size);
  let filled = 0;
  for await (const part of content) {
    for (let at = 0; at < part.length;) {
      const count = Math.min(part.length - at, size - filled);
      piece.set(part.subarray(at, at + count), filled);
      at += count;
      filled += count;
      if (filled < size) continue;
      yield piece;
      if (!reuses) piece = Buffer.allocUnsafeSlow(size);
      filled = 0;
    }
  }
  if (filled > 0) yield piece.subarray(0, filled);
}

export interface Measured<Piece extends Uint8Array> {
  content: AsyncGenerator<Piece>;
  /** Of what has passed so far; to be asked once, at the end. */
  facts(): BlobFacts;
}

/** Counts and digests the bytes on their way. */
export function measure<Piece extends Uint8Array>(content: AsyncIterable<Piece>): Measured<Piece> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  async function* pass(): AsyncGenerator<Piece> {
    for await (const piece of content) {
      sizeBytes += piece.length;
      hash.update(piece);
      yield piece;
    }
  }
  return { content: pass(), facts: () => ({ sizeBytes, sha256: hash.digest('hex') }) };
}
