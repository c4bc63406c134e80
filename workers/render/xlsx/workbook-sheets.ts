import { posix } from 'node:path';
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { FileFormatError } from '../ooxml/file-format-error.ts';

/** A sheet of a workbook that is read. */
export interface FoundSheet {
  name: string;
  /** From the root of the file, such as `xl/worksheets/sheet1.xml`. */
  path: string;
}

/** What a workbook says of itself. */
export interface FoundWorkbook {
  sheets: FoundSheet[];
  /** Whether serial numbers count from 1904 instead of 1900. */
  from1904: boolean;
}

/** The sheets in the order of their tabs; those that hold cells, not those that are a chart. */
export function readWorkbook(workbookPath: string, workbook: string, relationships: string): FoundWorkbook {
  const targets = new Map<string, string>();
  eachTag(relationships, ({ name, attributes }) => {
    if (localName(name) !== 'Relationship' || !attributes.Type?.endsWith('/worksheet')) return;
    targets.set(attributes.Id ?? '', partPath(workbookPath, attributes.Target ?? ''));
  });
  const found: FoundWorkbook = { sheets: [], from1904: false };
  eachTag(workbook, ({ name, attributes }) => {
    if (localName(name) === 'workbookPr') found.from1904 = /^(?:1|true)$/.test(attributes.date1904 ?? '');
    if (localName(name) !== 'sheet') return;
    const id = Object.entries(attributes).find(([key]) => localName(key) === 'id' && key.includes(':'))?.[1];
    const path = targets.get(id ?? '');
    if (path !== undefined) found.sheets.push({ name: attributes.name ?? '', path });
  });
  return found;
}

/** The relationships of a part stand beside it. */
export function relationshipsPath(part: string): string {
  return posix.join(posix.dirname(part), '_rels', `${posix.basename(part)}.rels`);
}

/** Where a relationship of a part leads to, from the root. */
export function partPath(from: string, target: string): string {
  return target.startsWith('/') ? target.slice(1) : posix.join(posix.dirname(from), target);
}

/** Calls for every tag that is opened. Throws `FileFormatError` when the text is no well-formed XML. */
export function eachTag(xml: string, take: (tag: SaxesTagPlain) => void): void {
  const parser = strictParser();
  parser.on('opentag', take);
  parser.write(xml).close();
}

/** A parser that throws `FileFormatError`. */
export function strictParser(): SaxesParser {
  const parser = new SaxesParser();
  parser.on('error', ({ message }) => {
    throw new FileFormatError(`The file has XML that is not well-formed: ${message}.`);
  });
  return parser;
}

/** A name without the prefix of its namespace. */
export function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
