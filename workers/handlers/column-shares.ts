import type { TableColumn } from './blocks.ts';

/** Beyond this a cell's text wraps anyway: one long text must not starve the other columns. */
const MAX_LINE_CHARACTERS = 40;
/** A longer word is broken rather than given the room of several columns. */
const MAX_WORD_CHARACTERS = 18;
const MIN_COLUMN_CHARACTERS = 3;
/** The margins of a cell. */
const PADDING_CHARACTERS = 3;
/** Headers are bold. */
const HEADER_FACTOR = 1.15;
/** What the columns of a long table look like shows in its first rows. */
const ROWS_LOOKED_AT = 500;

/**
 * How wide each column of a table is, as its share of the whole (the shares add up to 1), from what is in them: as wide
 * as its longest line if all columns have room for theirs, else at least as wide as its longest word where possible.
 *
 * @param roomCharacters how many characters of the table's font stand side by side in the whole table
 */
export function columnShares(columns: TableColumn[], rows: string[][], roomCharacters: number): number[] {
  const looked = rows.slice(0, ROWS_LOOKED_AT);
  const widths = columns.map((column, at) =>
    columnWidths(
      column.header,
      looked.map((row) => row[at] ?? ''),
    ),
  );
  const characters = grantedWidths(widths, roomCharacters);
  const total = sum(characters);
  return characters.map((width) => width / total);
}

interface ColumnWidths {
  need: number;
  wish: number;
}

/** What is left when all needs are met goes to the wishes, the most modest first. */
function grantedWidths(widths: ColumnWidths[], room: number): number[] {
  const granted = widths.map(({ need }) => need);
  let spare = Math.max(0, room - sum(granted));
  const byModesty = [...widths.entries()].sort(([, a], [, b]) => a.wish - a.need - (b.wish - b.need));
  for (const [order, [at, { need, wish }]] of byModesty.entries()) {
    const extra = Math.min(wish - need, spare / (byModesty.length - order));
    granted[at] = need + extra;
    spare -= extra;
  }
  return granted;
}

function columnWidths(header: string, texts: string[]): ColumnWidths {
  const widest = (separator: string | RegExp) =>
    Math.max(longest([header], separator) * HEADER_FACTOR, longest(texts, separator));
  const need = Math.min(MAX_WORD_CHARACTERS, widest(/\s+/));
  const wish = Math.min(MAX_LINE_CHARACTERS, widest('\n'));
  return { need: need + PADDING_CHARACTERS, wish: Math.max(need, wish) + PADDING_CHARACTERS };
}

function longest(texts: string[], separator: string | RegExp): number {
  let length = MIN_COLUMN_CHARACTERS;
  for (const text of texts) for (const part of text.split(separator)) length = Math.max(length, part.length);
  return length;
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
