import { InvalidData } from '../invalid-data.ts';

/** No sensible record is as long; a quote that is never closed would take the rest of the file for one. */
export const MAX_RECORD_CHARACTERS = 8 * 1024 * 1024;

export interface CsvRecord {
  fields: string[];
  /** The line that it begins in, from 1. */
  line: number;
}

const [QUOTE, LINE_FEED, CARRIAGE_RETURN] = [34, 10, 13];

/**
 * The records of a CSV (RFC 4180) as its text comes in, those of a piece together. Empty lines are no records; every line
 * end of Unix, Windows and old Macs is one, and the last record needs none; quotes mean something at the beginning of a
 * field only, and what follows the closing one belongs to the field.
 *
 * @param name of the text, for people
 * @throws InvalidData when a quote is not closed
 */
export async function* csvRecords(
  pieces: AsyncIterable<string> | Iterable<string>,
  delimiter: string,
  name: string,
): AsyncGenerator<CsvRecord[]> {
  const reader = newReader(delimiter, name);
  for await (const piece of pieces) {
    const records = reader.take(piece, false);
    if (records.length > 0) yield records;
  }
  const records = reader.take('', true);
  if (records.length > 0) yield records;
}

interface Reader {
  /** The records that end in the text so far. */
  take(piece: string, isLast: boolean): CsvRecord[];
}

function newReader(delimiter: string, name: string): Reader {
  let [rest, line, isFirst] = ['', 1, true];
  return {
    take(piece, isLast) {
      const text = rest + (isFirst && piece.startsWith('\uFEFF') ? piece.slice(1) : piece);
      isFirst &&= text === '';
      const records: CsvRecord[] = [];
      let at = 0;
      for (;;) {
        const found = readRecord(text, at, delimiter, isLast);
        if (found === 'open') throw new InvalidData(`${name}: a quote is not closed (line ${line})`);
        if (found === null) break;
        if (found.fields) records.push({ fields: found.fields, line });
        line += found.lines;
        at = found.end;
      }
      rest = text.slice(at);
      if (rest.length <= MAX_RECORD_CHARACTERS) return records;
      throw new InvalidData(`${name}: the row that begins in line ${line} is too long, or a quote is not closed`);
    },
  };
}

interface FoundRecord {
  /** Null: an empty line. */
  fields: string[] | null;
  /** Where the next one begins. */
  end: number;
  lines: number;
}

/** Null when the record does not end in the text (so far); `open` when it never will, for a quote is not closed. */
function readRecord(text: string, start: number, delimiter: string, isLast: boolean): FoundRecord | 'open' | null {
  if (start >= text.length) return null;
  const fields: string[] = [];
  let [at, lines] = [start, 0];
  for (;;) {
    let before = '';
    if (text.charCodeAt(at) === QUOTE) {
      const end = closingQuote(text, at);
      if (end < 0) return isLast ? 'open' : null;
      before = text.slice(at + 1, end);
      lines += countOf('\n', before);
      if (before.includes('"')) before = before.replaceAll('""', '"');
      at = end + 1;
    }
    const end = fieldEnd(text, at, delimiter);
    // What comes may belong to the field; a quote at the end may be the first half of one that stands for itself.
    if (end === text.length && !isLast) return null;
    fields.push(before === '' ? text.slice(at, end) : before + text.slice(at, end));
    at = end + 1;
    if (end < text.length && text[end] === delimiter) continue;
    const isPair = text.charCodeAt(end) === CARRIAGE_RETURN && text.charCodeAt(at) === LINE_FEED;
    if (text.charCodeAt(end) === CARRIAGE_RETURN && at === text.length && !isLast) return null;
    return { fields: end === start ? null : fields, end: isPair ? at + 1 : at, lines: lines + 1 };
  }
}

/** Where a quotation ends; negative when it does not. */
function closingQuote(text: string, opening: number): number {
  let at = text.indexOf('"', opening + 1);
  while (at >= 0 && text.charCodeAt(at + 1) === QUOTE) at = text.indexOf('"', at + 2);
  return at;
}

function fieldEnd(text: string, from: number, delimiter: string): number {
  const separator = delimiter.charCodeAt(0);
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === separator || code === LINE_FEED || code === CARRIAGE_RETURN) return at;
  }
  return text.length;
}

function countOf(character: string, text: string): number {
  let count = 0;
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) count += 1;
  return count;
}
