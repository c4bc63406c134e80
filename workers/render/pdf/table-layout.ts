import { isNumeric } from '../../../src/documents/cell-values.ts';
import type { Cell, Run, Table, TableColumn } from '../content/content.ts';
import { runsOfCell, shownCell } from '../content/shown-cell.ts';
import { measureText } from '../text/lines.ts';
import { columnWidths, type ColumnWish } from './column-widths.ts';
import { type Press, styled } from './press.ts';
import type { TextStyle } from './styles.ts';

/** How a table, or the part of its columns that fits a page, is laid out. Lengths are points. */
export interface TableLayout {
  columns: { column: TableColumn; /** Its place in a row. */ at: number; left: number; width: number }[];
  body: TextStyle;
  header: TextStyle;
  total: TextStyle;
  padding: { x: number; y: number };
  /** Whether readers for the blind are told of each cell: too much for a long table. */
  isTagged: boolean;
}

/** Narrower columns cannot be read: a table that needs them is divided. */
const MIN_COLUMN = 26;
/** The width of a digit, as a part of the font's size. */
const DIGIT = 0.6;
const MAX_TAGGED_CELLS = 20_000;
const MEASURED_ROWS = 100;
/** Longer texts wrap anyway. */
const MEASURED_CHARACTERS = 200;

/** The parts that a table is drawn in, one below the other: one unless it has more columns than fit side by side. */
export function tableLayouts(press: Press, table: Table): TableLayout[] {
  const { pages } = press;
  const most = Math.max(1, Math.floor(pages.width / MIN_COLUMN));
  const count = Math.ceil(table.columns.length / most);
  const perPart = Math.ceil(table.columns.length / count);
  const all = table.columns.map((column, at) => ({ column, at }));
  return Array.from({ length: count }, (_, part) => {
    return layoutOf(press, table, all.slice(part * perPart, (part + 1) * perPart));
  });
}

function layoutOf(press: Press, table: Table, columns: { column: TableColumn; at: number }[]): TableLayout {
  const { pages, styles, direction } = press;
  const size = columns.length > 14 ? 6 : columns.length > 9 ? 7.2 : columns.length > 6 ? 8.2 : styles.cell.look.size;
  const body = { ...styles.cell, look: { ...styles.cell.look, size }, leading: size * 1.4 };
  const bold = { ...body, look: { ...body.look, bold: true } };
  const header = { ...bold, look: { ...bold.look, color: styles.colors.headerText } };
  const padding = { x: size * 0.62, y: size * 0.36 };
  const wishes = columns.map((place) => wishOf(press, table, place, { body, header, padding: padding.x }));
  const widths = columnWidths(wishes, pages.width);
  let left = pages.left;
  const placed = columns.map((place, at) => {
    const width = widths[at] ?? 0;
    left += width;
    // Where the language runs from right to left, the first column is the rightmost.
    const mirrored = 2 * pages.left + pages.width - left;
    return { ...place, left: direction === 'rtl' ? mirrored : left - width, width };
  });
  const isTagged = (table.rowCount ?? Infinity) * columns.length <= MAX_TAGGED_CELLS;
  return { columns: placed, body, header, total: bold, padding, isTagged };
}

interface Measures {
  body: TextStyle;
  header: TextStyle;
  padding: number;
}

function wishOf(
  press: Press,
  { sample, rowCount }: Table,
  { column, at }: { column: TableColumn; at: number },
  { body, header, padding }: Measures,
): ColumnWish {
  const widest = { line: 0, word: 0 };
  const measure = (runs: readonly Run[], style: TextStyle): void => {
    const found = measureText(styled(runs, style, press.styles), press);
    widest.line = Math.max(widest.line, found.line);
    widest.word = Math.max(widest.word, found.word);
  };
  measure([{ text: column.header }], header);
  for (const row of sample.slice(0, MEASURED_ROWS)) measure(shortened(row[at] ?? null, column), body);
  // A total is longer than what it adds up, and bold; numbers further down may be longer than the first.
  const factor = column.total === null ? 1 : 1.2;
  const isLonger = isNumeric(column.type) && rowCount !== null && rowCount > sample.length;
  const room = 2 * padding + 0.5 + (isLonger ? 2 * DIGIT * body.look.size : 0);
  return { need: widest.word * factor + room, wish: widest.line * factor + room, share: column.width };
}

function shortened(cell: Cell, column: TableColumn): Run[] {
  const shown = shownCell(cell, column);
  return shown.length > MEASURED_CHARACTERS
    ? [{ text: shown.slice(0, MEASURED_CHARACTERS) }]
    : runsOfCell(cell, column);
}
