import type { Readable } from 'node:stream';
import { type Entry, fromBufferPromise, openPromise, type ZipFile } from 'yauzl';
import { FileFormatError } from './file-format-error.ts';

/** How much a zip may hold; what it says of itself is checked first, and again while an entry is read. */
export interface ZipLimits {
  /** All entries together, decompressed. */
  totalBytes: number;
}

/** A zip whose list of entries was found to be harmless. */
export interface OpenZip {
  /** In the order of the file. */
  paths: string[];
  /** One entry whole. Throws `FileFormatError` when it is missing or damaged. */
  read(path: string): Promise<Buffer>;
  /** One entry, decompressed while it is read. The stream fails with `FileFormatError`. */
  stream(path: string): Promise<Readable>;
  close(): void;
}

const MAX_ENTRIES = 10_000;
const MAX_RATIO = 200;
/** Small files may well be squeezed more than that. */
const RATIO_FROM_BYTES = 1024 * 1024;
const OPTIONS = { lazyEntries: true, autoClose: false, validateEntrySizes: true, strictFileNames: true };

/**
 * Opens a zip from memory or (by its path) from a disk. Refused, with a `FileFormatError`: what is no zip, too many or
 * too large entries, names that lead elsewhere or are there twice, encryption.
 */
export async function openZip(source: Uint8Array | string, limits: ZipLimits): Promise<OpenZip> {
  const zip = await opened(source);
  try {
    const entries = await listed(zip, limits);
    return {
      paths: [...entries.keys()],
      read: async (path) => contentOf(await entryStream(zip, entries, path)),
      stream: (path) => entryStream(zip, entries, path),
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

async function opened(source: Uint8Array | string): Promise<ZipFile> {
  try {
    if (typeof source === 'string') return await openPromise(source, OPTIONS);
    return await fromBufferPromise(Buffer.from(source.buffer, source.byteOffset, source.byteLength), OPTIONS);
  } catch (error) {
    if (isSystemError(error)) throw error;
    throw new FileFormatError('The file is no zip file, as office files are.', { cause: error });
  }
}

async function listed(zip: ZipFile, { totalBytes }: ZipLimits): Promise<Map<string, Entry>> {
  if (zip.entryCount > MAX_ENTRIES) throw new FileFormatError(`The file holds more than ${MAX_ENTRIES} files.`);
  const entries = new Map<string, Entry>();
  const folded = new Set<string>();
  let total = 0;
  for await (const entry of readable(zip.eachEntry())) {
    const path = entry.fileName;
    if (path.endsWith('/')) continue;
    total += entry.uncompressedSize;
    refuse(entry, total, totalBytes);
    // Office programs do not tell upper from lower case here.
    if (folded.has(path.toLowerCase())) throw new FileFormatError(`The file holds "${path}" twice.`);
    folded.add(path.toLowerCase());
    entries.set(path, entry);
  }
  return entries;
}

/** Also names that lead out of the folder: the library refuses them while it lists. */
async function* readable(entries: AsyncIterable<Entry>): AsyncGenerator<Entry> {
  try {
    yield* entries;
  } catch (error) {
    throw asFormatError(error);
  }
}

function refuse(entry: Entry, total: number, totalBytes: number): void {
  if (entry.isEncrypted()) throw new FileFormatError('The file is encrypted; it cannot be read.');
  if (!entry.canDecodeFileData())
    throw new FileFormatError('The file is compressed in a way that office files are not.');
  if (total > totalBytes) {
    throw new FileFormatError(
      `The file is larger than ${Math.round(totalBytes / 1024 ** 2)} MB when it is decompressed.`,
    );
  }
  const { uncompressedSize, compressedSize } = entry;
  if (uncompressedSize > RATIO_FROM_BYTES && uncompressedSize > compressedSize * MAX_RATIO) {
    throw new FileFormatError(`The file is compressed more than ${MAX_RATIO} to 1, as no document is.`);
  }
}

async function entryStream(zip: ZipFile, entries: Map<string, Entry>, path: string): Promise<Readable> {
  const entry = entries.get(path);
  if (!entry) throw new FileFormatError(`The file lacks its part "${path}".`);
  try {
    return await zip.openReadStreamPromise(entry);
  } catch (error) {
    throw asFormatError(error);
  }
}

async function contentOf(stream: Readable): Promise<Buffer> {
  const pieces: Buffer[] = [];
  try {
    for await (const piece of stream) pieces.push(piece as Buffer);
  } catch (error) {
    throw asFormatError(error);
  }
  return Buffer.concat(pieces);
}

/** Of the disk, say: nothing is wrong with the file then. */
export function isSystemError(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'syscall' in error;
}

/** What was found wrong while reading, in a sentence. */
export function asFormatError(error: unknown): Error {
  if (error instanceof FileFormatError) return error;
  const why = error instanceof Error ? error.message : String(error);
  return new FileFormatError(`The file is damaged: ${why}.`, { cause: error });
}
