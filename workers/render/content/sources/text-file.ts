import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { InvalidData } from '../invalid-data.ts';

const PIECE_BYTES = 64 * 1024;

/**
 * The text of a file, in pieces: UTF-8, or UTF-16 where a byte order mark says so. The mark itself is not in the text.
 *
 * @throws InvalidData when the bytes are not text in that encoding
 */
export async function* decodedText(path: string, name: string): AsyncGenerator<string> {
  const encoding = await encodingOf(path);
  const decoder = new TextDecoder(encoding, { fatal: true });
  try {
    for await (const bytes of createReadStream(path, { highWaterMark: PIECE_BYTES })) {
      const text = decoder.decode(bytes as Uint8Array, { stream: true });
      if (text !== '') yield text;
    }
    const rest = decoder.decode();
    if (rest !== '') yield rest;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_ENCODING_INVALID_ENCODED_DATA') throw error;
    if (encoding === 'utf-8' && (await isBinary(path)))
      throw new InvalidData(`${name} is neither text nor a workbook (.xlsx)`);
    const hint = encoding === 'utf-8' ? '; save it as UTF-8' : '';
    throw new InvalidData(`${name} is not text in ${encoding.toUpperCase()}${hint}`);
  }
}

/** The lines of a text, without their ends. */
export async function* linesOf(pieces: AsyncIterable<string>, maxCharacters: number): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
    if (rest.length > maxCharacters) throw new InvalidData(`a line has more than ${maxCharacters} characters`);
  }
  if (rest !== '') yield rest;
}

/** The first characters of a text. */
export async function startOfText(
  pieces: AsyncIterable<string> | Iterable<string>,
  characters: number,
): Promise<string> {
  let start = '';
  for await (const piece of pieces) {
    start += piece;
    if (start.length >= characters) break;
  }
  return start.slice(0, characters);
}

/** A text that is there, in pieces as it would come from a file. */
export function* inPieces(text: string): Generator<string> {
  for (let at = 0; at < text.length; at += PIECE_BYTES) yield text.slice(at, at + PIECE_BYTES);
}

/** The first bytes of a file. */
export async function startOfFile(path: string, bytes: number): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** A picture, a PDF, an old workbook: a text without a byte order mark has no zeros. */
async function isBinary(path: string): Promise<boolean> {
  return (await startOfFile(path, PIECE_BYTES)).includes(0);
}

async function encodingOf(path: string): Promise<string> {
  const mark = (await startOfFile(path, 2)).toString('hex');
  return mark === 'fffe' ? 'utf-16le' : mark === 'feff' ? 'utf-16be' : 'utf-8';
}
