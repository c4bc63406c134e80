import type { Cell, Sheet, Table } from '../content/content.ts';
import type { Theme } from '../theme/theme.ts';
import { columnLetters } from './cell-references.ts';
import { cellWriter } from './cell-writer.ts';
import type { ColumnLook } from './column-looks.ts';
import { columnStyles, hasBands, headerStyle } from './column-styles.ts';
import type { SheetNotes } from './sheet-notes.ts';
import type { StyleTable } from './styles.ts';
import { cellText, textElement } from './text-cells.ts';
import { linesIn } from './text-width.ts';

/** In points, as Excel counts them for the normal font. */
const LINE_HEIGHT = 15;
/** Room above and below a header. */
const HEADER_PADDING = 6;
/** Beside it, with the filter button, in characters. */
const HEADER_MARGIN = 4;
/** Beside other texts. */
const MARGIN = 2;
/** The highest row that Excel shows. */
const MAX_HEIGHT = 409;

/** Writes one row of a table's data; rows count from 1. */
export type RowWriter = (cells: Cell[], rowNumber: number) => string;

export function rowWriter(
  { columns }: Table,
  looks: ColumnLook[],
  theme: Theme,
  styles: StyleTable,
  notes: SheetNotes,
): RowWriter {
  const isHigh = looks.some(({ wraps }) => wraps);
  const writers = columns.map(({ type }, at) => {
    const look = looks[at];
    if (!look) throw new Error(`column ${at + 1} has no look`);
    return cellWriter(
      { letters: columnLetters(at), type, styleOf: columnStyles(look, isHigh, theme, styles), theme },
      notes,
    );
  });
  const wrapping = looks.flatMap(({ wraps, width }, at) => (wraps ? [{ at, width: Math.max(1, width - MARGIN) }] : []));
  const banded = hasBands(theme);
  return (cells, rowNumber) => {
    const row = String(rowNumber);
    const isBanded = banded && rowNumber % 2 === 1;
    let xml = '<row r="' + row + (wrapping.length === 0 ? '">' : `"${heightAttribute(cells, wrapping)}>`);
    for (let at = 0; at < writers.length; at += 1) xml += writers[at]?.(cells[at] ?? null, row, isBanded) ?? '';
    return xml + '</row>';
  };
}

/** The first row. */
export function headerRow({ table }: Sheet, looks: ColumnLook[], theme: Theme, styles: StyleTable): string {
  let lines = 1;
  let cells = '';
  for (const [at, { header }] of table.columns.entries()) {
    const look = looks[at];
    if (!look) continue;
    lines = Math.max(lines, linesIn(header, look.width - HEADER_MARGIN));
    const style = headerStyle(look, theme, styles);
    cells += `<c r="${columnLetters(at)}1" s="${style}" t="inlineStr"><is>${textElement(cellText(header))}</is></c>`;
  }
  const height = Math.min(MAX_HEIGHT, lines * LINE_HEIGHT + HEADER_PADDING);
  return `<row r="1" ht="${height}" customHeight="1">${cells}</row>`;
}

/** Not every program measures the rows of a workbook that it opens: then only the first line would be seen. */
function heightAttribute(cells: Cell[], wrapping: { at: number; width: number }[]): string {
  let lines = 1;
  for (const { at, width } of wrapping) {
    const value = cells[at];
    if (typeof value === 'string') lines = Math.max(lines, linesIn(value, width));
    else if (Array.isArray(value)) lines = Math.max(lines, linesIn(value.map(({ text }) => text).join(''), width));
  }
  return lines === 1 ? '' : ` ht="${Math.min(MAX_HEIGHT, lines * LINE_HEIGHT)}"`;
}
