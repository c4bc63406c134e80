/** Of a message between threads; a multiple of what the store takes at once. */
const BATCH_BYTES = 256 * 1024;

/** The same bytes in pieces of `BATCH_BYTES`, but for the last. Each has its memory to itself, so it may be given away. */
export async function* inBatches(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let batch = new Uint8Array(BATCH_BYTES);
  let size = 0;
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length;) {
      const part = piece.subarray(at, at + BATCH_BYTES - size);
      batch.set(part, size);
      size += part.length;
      at += part.length;
      if (size < BATCH_BYTES) continue;
      yield batch;
      batch = new Uint8Array(BATCH_BYTES);
      size = 0;
    }
  }
  if (size > 0) yield batch.slice(0, size);
}

/** The same pieces; what passes is kept as long as it is no larger than `maxBytes`. */
export function keeping(
  source: AsyncIterable<Uint8Array>,
  maxBytes: number,
): {
  pieces: AsyncGenerator<Uint8Array>;
  /** All that has passed; null when it was too large. */ whole(): Uint8Array | null;
} {
  let kept: Uint8Array[] | null = [];
  let size = 0;
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for await (const piece of source) {
      size += piece.length;
      if (size > maxBytes) kept = null;
      kept?.push(new Uint8Array(piece)); // a copy: the source may use its buffer again
      yield piece;
    }
  }
  return { pieces: pieces(), whole: () => kept && Buffer.concat(kept) };
}
