import { expect, test } from '@jest/globals';
import { inBatches, keeping } from '../../workers/render/pieces.ts';

const BATCH = 256 * 1024;

async function* pieces(...sizes: number[]): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(Math.max(...sizes)); // the same for each: a source may use its buffer again
  let byte = 0;
  for (const size of sizes) {
    for (let at = 0; at < size; at += 1) buffer[at] = byte++ % 251;
    yield buffer.subarray(0, size);
  }
}

function bytes(...sizes: number[]): Buffer {
  return Buffer.from(Array.from({ length: sizes.reduce((sum, size) => sum + size, 0) }, (_, at) => at % 251));
}

async function sizesOf(source: AsyncIterable<Uint8Array>): Promise<number[]> {
  const sizes: number[] = [];
  for await (const { length } of source) sizes.push(length);
  return sizes;
}

test.each([[[]], [[1]], [[BATCH]], [[BATCH - 1, 2]], [[3 * BATCH + 5]], [[10, 0, BATCH, 7, BATCH - 17, 1]]])(
  'pieces of %j bytes are the same bytes in batches',
  async (sizes: number[]) => {
    const batches: Uint8Array[] = [];
    for await (const batch of inBatches(pieces(...sizes, 0))) batches.push(batch);
    expect(batches.slice(0, -1).every(({ length }) => length === BATCH)).toBe(true);
    expect(batches.every((batch) => batch.length > 0 && batch.buffer.byteLength === batch.length)).toBe(true);
    expect(Buffer.compare(Buffer.concat(batches), bytes(...sizes))).toBe(0);
  },
);

test('what passes is kept while it is small enough', async () => {
  const small = keeping(pieces(5, 7), 12);
  expect(await sizesOf(small.pieces)).toEqual([5, 7]);
  expect(small.whole()).toEqual(bytes(5, 7));
  const large = keeping(pieces(5, 8), 12);
  expect(await sizesOf(large.pieces)).toEqual([5, 8]);
  expect(large.whole()).toBeNull();
});
