import type { Readable } from 'node:stream';
import { setImmediate as breath } from 'node:timers/promises';
import { SaxesParser } from 'saxes';
import { FileFormatError } from '../ooxml/file-format-error.ts';
import { localName } from './workbook-sheets.ts';

/** What is heard of XML while it is parsed. Tags come without the prefix of their namespace, attributes as they are. */
export interface XmlListener {
  open(tag: string, attributes: Record<string, string>): void;
  text(piece: string): void;
  close(tag: string): void;
}

/** Others run after so many pieces; a piece is 64 KB at most. */
const PIECES_BETWEEN_BREATHS = 4;
/** No cell has a text or attribute anywhere near as long: the parser keeps one until its end. */
const MAX_SILENT_CHARACTERS = 4 * 1024 * 1024;
const MAX_DEPTH = 100;

/**
 * Parses XML while it is read; after each piece of it, what was found may be taken. Memory is bounded, whatever the XML.
 *
 * @throws FileFormatError when it is not well-formed, has a document type, or is nothing that an office program wrote
 */
export async function* parsedPieces(
  stream: Readable,
  listener: XmlListener,
  signal: AbortSignal,
): AsyncGenerator<void> {
  const { parser, fed } = boundedParser(listener);
  const decoder = new TextDecoder('utf-8');
  let pieces = 0;
  try {
    for await (const piece of stream) {
      signal.throwIfAborted();
      const text = decoder.decode(piece as Buffer, { stream: true });
      parser.write(text);
      fed(text.length);
      yield;
      pieces += 1;
      if (pieces % PIECES_BETWEEN_BREATHS === 0) await breath();
    }
    parser.write(decoder.decode()).close();
    yield;
  } finally {
    stream.destroy();
  }
}

function boundedParser(listener: XmlListener): { parser: SaxesParser; fed: (characters: number) => void } {
  const parser = new SaxesParser();
  let [silent, depth] = [0, 0];
  parser.on('error', ({ message }) => {
    throw new FileFormatError(`The file has XML that is not well-formed: ${message}.`);
  });
  parser.on('doctype', () => {
    throw new FileFormatError('The file has XML with a document type, which no office file needs.');
  });
  parser.on('opentag', ({ name, attributes }) => {
    silent = 0;
    depth += 1;
    if (depth > MAX_DEPTH) throw new FileFormatError(`The file has XML of more than ${MAX_DEPTH} levels.`);
    listener.open(localName(name), attributes);
  });
  parser.on('text', (piece) => listener.text(piece));
  parser.on('cdata', (piece) => listener.text(piece));
  parser.on('closetag', ({ name }) => {
    silent = 0;
    depth -= 1;
    listener.close(localName(name));
  });
  const fed = (characters: number): void => {
    silent += characters;
    if (silent > MAX_SILENT_CHARACTERS)
      throw new FileFormatError('The file has a text of more than 4 million characters.');
  };
  return { parser, fed };
}
