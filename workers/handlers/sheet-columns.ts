import { isNumeric } from '../../src/documents/cell-values.ts';
import type { Column, Scalar, Sheet } from '../../src/documents/model.ts';

/** Widths are in characters of the normal font, as Excel counts them. */
const MIN_WIDTH = 8;
const MAX_WIDTH = 60;
const PADDING_WIDTH = 2;
/** The filter's button covers the end of a header. */
const FILTER_BUTTON_WIDTH = 3;
const DATE_WIDTH = 'yyyy-mm-dd'.length;
const DATETIME_WIDTH = 'yyyy-mm-dd hh:mm:ss'.length;

/** How a column looks. */
export interface SheetColumn {
  /** In characters. */
  width: number;
  /** A number format of Excel's. */
  format: string;
  /** Whether its texts go on over several lines. */
  wraps: boolean;
}

/** How the columns of a sheet look, from what is in them. */
export function sheetColumns({ columns, rows }: Sheet): SheetColumn[] {
  return columns.map((column, at) => {
    const content = longestValue(rows, at, column);
    const width = Math.max(content, longestLine(column.header) + FILTER_BUTTON_WIDTH) + PADDING_WIDTH;
    return {
      width: Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, width)),
      format: numberFormat(column, rows, at),
      wraps: wraps(column, width, rows, at),
    };
  });
}

function numberFormat(column: Column, rows: Scalar[][], at: number): string {
  switch (column.type) {
    case 'text':
      return '@';
    case 'integer':
      return '0';
    case 'decimal':
      return '0.00########';
    case 'percent':
      return rows.every((row) => isWholePercent(row[at])) ? '0%' : '0.00%';
    case 'currency':
      return '#,##0.00';
    case 'date':
      return 'yyyy-mm-dd';
    case 'datetime':
      return 'yyyy-mm-dd hh:mm:ss';
    case 'boolean':
      // Excel needs no format for these; LibreOffice shows some of them as 1 and 0 without.
      return '"TRUE";"TRUE";"FALSE"';
    default:
      return 'General';
  }
}

/** 0.07 * 100 is 7.000000000000001 in a double, and still seven per cent. */
function isWholePercent(value: Scalar | undefined): boolean {
  return typeof value !== 'number' || Math.abs(value * 100 - Math.round(value * 100)) < 1e-9;
}

/** A text wraps when its column would be too wide otherwise, or when it has lines of its own. */
function wraps(column: Column, width: number, rows: Scalar[][], at: number): boolean {
  if (column.type !== undefined && column.type !== 'text') return false;
  return width > MAX_WIDTH || rows.some((row) => String(row[at]).includes('\n'));
}

function longestValue(rows: Scalar[][], at: number, column: Column): number {
  if (column.type === 'date') return DATE_WIDTH;
  if (column.type === 'datetime') return DATETIME_WIDTH;
  let longest = 0;
  for (const row of rows) longest = Math.max(longest, shownLength(row[at] ?? null, column));
  return longest;
}

function shownLength(value: Scalar, column: Column): number {
  if (value === null) return 0;
  if (typeof value !== 'number') return longestLine(String(value));
  const digits = String(value).length;
  // Separators, the decimals that the format adds and the sign of per cent: too wide looks better than ####.
  return isNumeric(column.type) && column.type !== 'integer' ? Math.ceil((digits * 4) / 3) + 3 : digits;
}

function longestLine(text: string): number {
  let longest = 0;
  for (const line of text.split('\n')) longest = Math.max(longest, line.length);
  return longest;
}
