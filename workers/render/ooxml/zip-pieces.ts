import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { ZipFile } from 'yazl';

/** A file inside a zip. Its content is taken piece by piece while it is written, and not before the entry's turn. */
export interface ZipEntry {
  /** With forward slashes. */
  path: string;
  content: string | Uint8Array | Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;
  /** For what is compressed already, such as pictures. */
  store?: boolean;
}

/** Small strings are joined to this size before they are compressed. */
const BATCH_BYTES = 64 * 1024;
/** Of zlib, 1 to 9. Rows of sheets are a fourteenth larger than with the usual 6, in two thirds of the time. */
const COMPRESSION_LEVEL = 4;
/** The same content makes the same file: no entry has a time of its own. The first day that a zip can name. */
const ENTRY_TIME = new Date(1980, 0, 1);

/**
 * A zip file, in pieces, made no faster than it is read. Entries are asked for one after the other, so what a later one
 * holds may be collected while an earlier one is written. Sizes stand behind each entry (data descriptors). When the
 * reader stops early, the signal is aborted (its reason is thrown) or an entry fails (its error is thrown), the entry
 * being written is closed and no other is asked for.
 */
export async function* zipPieces(
  entries: AsyncIterable<ZipEntry> | Iterable<ZipEntry>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  signal.throwIfAborted();
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  const ended = new AbortController();
  const stop = (): void => ended.abort(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  ended.signal.addEventListener('abort', () => output.destroy(asError(ended.signal.reason)), { once: true });
  zip.on('error', (error) => ended.abort(error));
  feed(zip, entries, ended.signal).catch((error: unknown) => ended.abort(error));
  try {
    yield* output as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw ended.signal.aborted ? ended.signal.reason : error;
  } finally {
    signal.removeEventListener('abort', stop);
    // Not waited for: a source that hangs must not keep the reader.
    ended.abort(new Error('the zip is no longer read'));
  }
}

async function feed(
  zip: ZipFile,
  entries: AsyncIterable<ZipEntry> | Iterable<ZipEntry>,
  signal: AbortSignal,
): Promise<void> {
  for await (const { path, content, store } of entries) {
    signal.throwIfAborted();
    const source = Readable.from(batches(content), { objectMode: false, highWaterMark: BATCH_BYTES });
    zip.addReadStream(source, path, {
      mtime: ENTRY_TIME,
      forceDosTimestamp: true,
      compressionLevel: store === true ? 0 : COMPRESSION_LEVEL,
    });
    try {
      await finished(source, { signal });
    } finally {
      source.destroy();
    }
  }
  zip.end();
}

async function* batches(content: ZipEntry['content']): AsyncGenerator<Uint8Array> {
  if (typeof content === 'string' || content instanceof Uint8Array) return yield Buffer.from(content);
  let text = '';
  for await (const piece of content) {
    if (typeof piece === 'string') {
      text += piece;
      if (text.length < BATCH_BYTES) continue;
    }
    if (text !== '') yield Buffer.from(text);
    text = '';
    if (typeof piece !== 'string') yield piece;
  }
  if (text !== '') yield Buffer.from(text);
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('stopped', { cause: reason });
}
