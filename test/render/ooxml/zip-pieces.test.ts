import { getEventListeners, once } from 'node:events';
import { crc32 } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { unzipSync } from 'fflate';
import { type ZipEntry, zipPieces } from '../../../workers/render/ooxml/zip-pieces.ts';

const MEGABYTE = 1024 * 1024;

async function zipped(entries: Iterable<ZipEntry> | AsyncIterable<ZipEntry>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of zipPieces(entries, new AbortController().signal)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** A source without end, of what cannot be compressed, that says how much was taken and when it was closed. */
function endless(): { entries: AsyncGenerator<ZipEntry>; taken: () => number; closed: string[] } {
  const closed: string[] = [];
  let taken = 0;
  async function* content(): AsyncGenerator<Uint8Array> {
    try {
      for (let number = 0; ; number += 1) {
        const piece = Buffer.alloc(64 * 1024);
        for (let at = 0; at < piece.length; at += 4) piece.writeUInt32LE(crc32(String(number * piece.length + at)), at);
        taken += piece.length;
        yield await Promise.resolve(piece);
      }
    } finally {
      closed.push('content');
    }
  }
  async function* entries(): AsyncGenerator<ZipEntry> {
    try {
      yield { path: 'a', content: content() };
      yield await Promise.resolve({ path: 'never', content: '' });
    } finally {
      closed.push('entries');
    }
  }
  return { entries: entries(), taken: () => taken, closed };
}

async function untilClosed(closed: string[]): Promise<void> {
  while (closed.length < 2) await new Promise((resolve) => setImmediate(resolve));
}

test('texts, bytes and pieces of both come back, in their order', async () => {
  async function* mixed(): AsyncGenerator<string | Uint8Array> {
    yield 'größe ';
    yield await Promise.resolve(Buffer.from([1, 2, 3]));
    yield 'x'.repeat(200_000);
  }
  const zip = await zipped([
    { path: 'a/b.txt', content: 'one' },
    { path: 'c', content: mixed() },
    { path: 'stored', content: Buffer.alloc(1000), store: true },
  ]);
  const files = unzipSync(zip);
  expect(Object.keys(files)).toEqual(['a/b.txt', 'c', 'stored']);
  expect(Buffer.from(files['a/b.txt'] ?? []).toString()).toBe('one');
  expect(Buffer.from(files.c ?? [])).toEqual(
    Buffer.concat([Buffer.from('größe '), Buffer.from([1, 2, 3]), Buffer.from('x'.repeat(200_000))]),
  );
  expect(files.stored).toHaveLength(1000);
  expect(zip.length).toBeGreaterThan(1000);
});

test('the same content makes the same bytes', async () => {
  const content = (): ZipEntry[] => [
    { path: 'a', content: 'x'.repeat(MEGABYTE) },
    { path: 'b', content: 'y' },
  ];
  expect((await zipped(content())).equals(await zipped(content()))).toBe(true);
});

test('an entry is asked for when the one before it is written', async () => {
  const order: string[] = [];
  async function* content(): AsyncGenerator<string> {
    order.push('first begins');
    yield 'x'.repeat(3 * MEGABYTE);
    order.push('first ends');
    yield await Promise.resolve('');
  }
  function* entries(): Generator<ZipEntry> {
    yield { path: 'first', content: content() };
    order.push('second asked for');
    yield { path: 'second', content: '' };
  }
  await zipped(entries());
  expect(order).toEqual(['first begins', 'first ends', 'second asked for']);
});

test('a reader that waits is not run ahead of', async () => {
  const { entries, taken, closed } = endless();
  const pieces = zipPieces(entries, new AbortController().signal);
  await pieces.next();
  for (let turn = 0; turn < 200; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  expect(taken()).toBeLessThan(2 * MEGABYTE);
  await pieces.return(undefined);
  await untilClosed(closed);
});

test('a reader that stops early ends the source and leaves nothing behind', async () => {
  const { entries, closed } = endless();
  const { signal } = new AbortController();
  for await (const piece of zipPieces(entries, signal)) if (piece.length > 0) break;
  await untilClosed(closed);
  expect(closed.toSorted()).toEqual(['content', 'entries']);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

test('an abort throws its reason at once and ends the source', async () => {
  const { entries, closed } = endless();
  const abort = new AbortController();
  const reading = (async () => {
    for await (const piece of zipPieces(entries, abort.signal)) if (piece.length > 0) abort.abort('enough');
  })();
  await expect(reading).rejects.toBe('enough');
  await untilClosed(closed);
  expect(getEventListeners(abort.signal, 'abort')).toEqual([]);
});

test('an abort does not wait for a source that hangs', async () => {
  const abort = new AbortController();
  const begun = new AbortController();
  async function* hanging(): AsyncGenerator<string> {
    yield 'x';
    begun.abort();
    await new Promise(() => {});
  }
  const piece = once(begun.signal, 'abort').then(() => abort.abort(new Error('stop')));
  const reading = zipped2([{ path: 'a', content: hanging() }], abort.signal);
  await expect(reading).rejects.toThrow('stop');
  await piece;
});

test('what is aborted before it begins asks for nothing', async () => {
  const { entries, taken } = endless();
  const pieces = zipPieces(entries, AbortSignal.abort(new Error('too late')));
  await expect(pieces.next()).rejects.toThrow('too late');
  expect(taken()).toBe(0);
});

test.each([
  [
    'its content',
    function* () {
      yield { path: 'a', content: failing() };
    },
  ],
  [
    'the list of entries',
    function* () {
      yield { path: 'a', content: 'x' };
      throw new Error('broken');
    },
  ],
  [
    'a path that leads elsewhere',
    function* () {
      yield { path: '../broken', content: 'x' };
    },
  ],
] as [string, () => Generator<ZipEntry>][])('an error in %s is the reader’s', async (_name, entries) => {
  await expect(zipped(entries())).rejects.toThrow(/broken/);
});

async function* failing(): AsyncGenerator<string> {
  yield 'x';
  await Promise.reject(new Error('broken'));
}

async function zipped2(entries: ZipEntry[], signal: AbortSignal): Promise<number> {
  let bytes = 0;
  for await (const piece of zipPieces(entries, signal)) bytes += piece.length;
  return bytes;
}
