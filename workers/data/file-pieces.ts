import { invalidFile } from './invalid-file.ts';
import type { TableFile } from './table.ts';

/** Small enough that nothing which is done with one holds the event loop up. */
export const PIECE_BYTES = 64 * 1024;

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** By its byte order mark; without one a text is UTF-8. */
export function encodingOf(start: Uint8Array): Encoding {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}

/** The first bytes of a file, at most a piece. */
export async function startOf(file: TableFile): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of file.read()) {
    parts.push(part);
    size += part.length;
    if (size >= PIECE_BYTES) break;
  }
  return Buffer.concat(parts).subarray(0, PIECE_BYTES);
}

/**
 * A text file as UTF-8 in small pieces, without its byte order mark.
 *
 * @param onRead told how many bytes of the file have been read
 * @throws PermanentJobError for bytes that are not text in that encoding
 */
export async function* textPieces(
  file: TableFile,
  encoding: Encoding,
  signal: AbortSignal,
  onRead: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let read = 0;
  const decode = (piece?: Buffer): string => {
    try {
      return decoder.decode(piece, { stream: piece !== undefined });
    } catch {
      throw invalidFile(`The file is not text in ${encoding.toUpperCase()}: see the bytes before ${read + 1}.`);
    }
  };
  for await (const part of file.read()) {
    for (let at = 0; at < part.length; at += PIECE_BYTES) {
      signal.throwIfAborted();
      const piece = part.subarray(at, at + PIECE_BYTES);
      read += piece.length;
      const text = decode(piece);
      if (text !== '') yield Buffer.from(text);
      onRead(read);
    }
  }
  const rest = decode();
  if (rest !== '') yield Buffer.from(rest);
}
