import type { Readable } from 'node:stream';
import { FileFormatError } from '../ooxml/file-format-error.ts';
import { parsedPieces } from './xml-stream.ts';

/** All of them together, as a bound on memory; a character counts as two bytes. */
const MAX_SHARED_BYTES = 64 * 1024 * 1024;
/** What each of them costs besides its characters. */
const BYTES_A_TEXT = 32;
/** Excel's own limit is far lower. */
const MAX_TEXT_CHARACTERS = 1_000_000;
const ESCAPED_CHARACTER = /_x([\dA-Fa-f]{4})_/g;

/** The texts that cells refer to by number (ECMA-376 part 1, 18.4.9), without their looks and reading aids. */
export async function sharedTexts(stream: Readable, signal: AbortSignal): Promise<string[]> {
  const texts: string[] = [];
  let bytes = 0;
  const add = (text: string): void => {
    bytes += text.length * 2 + BYTES_A_TEXT;
    if (bytes > MAX_SHARED_BYTES)
      throw new FileFormatError('The workbook has more than 64 MB of texts that its cells share.');
    texts.push(text);
  };
  const text = textCollector();
  const listener = {
    open: (tag: string) => text.open(tag),
    text: (piece: string) => text.add(piece),
    close: (tag: string) => {
      text.close(tag);
      if (tag === 'si') add(text.take());
    },
  };
  const parsing = parsedPieces(stream, listener, signal);
  for await (const _ of parsing);
  return texts;
}

/** Collects what stands in `t` elements, but not in those of phonetic runs. */
export interface TextCollector {
  open(tag: string): void;
  add(piece: string): void;
  close(tag: string): void;
  /** All so far, and begins anew. */
  take(): string;
}

export function textCollector(): TextCollector {
  let [text, isText, isPhonetic] = ['', false, false];
  return {
    open(tag) {
      if (tag === 'rPh') isPhonetic = true;
      isText = tag === 't' && !isPhonetic;
    },
    add(piece) {
      if (isText) text += piece;
      if (text.length > MAX_TEXT_CHARACTERS)
        throw new FileFormatError('A cell has a text of more than a million characters.');
    },
    close(tag) {
      if (tag === 'rPh') isPhonetic = false;
      isText = false;
    },
    take() {
      const taken = unescaped(text);
      text = '';
      return taken;
    },
  };
}

/** `_x000D_` stands for the character with that number, `_x005F_` for the underscore of such a sign. */
export function unescaped(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(ESCAPED_CHARACTER, (_, number: string) => String.fromCharCode(Number.parseInt(number, 16)));
}
