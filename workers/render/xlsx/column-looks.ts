import type { Cell, Table, TableColumn } from '../content/content.ts';
import { DATE_FORMAT, DATETIME_FORMAT, numberFormat } from './number-format.ts';
import { widestLine } from './text-width.ts';

/** Widths are in characters of the normal font, as Excel counts them. */
const MIN_WIDTH = 8;
const MAX_WIDTH = 60;
/** The widest that Excel has. */
const EXCEL_WIDTH = 255;
const PADDING_WIDTH = 4;
/** The filter's button covers the end of a header. */
const FILTER_BUTTON_WIDTH = 2;
const BUTTON_INDENT = 2;
/** A text does not touch the number in the column before it. (Not at the right: LibreOffice then mixes cells up.) */
export const INDENT = 1;
/** A header that is longer goes on over several lines rather than making a narrow column wide. */
const HEADER_WIDTH = 24;
/** What a formula gives is not known; its own length says nothing. */
const FORMULA_WIDTH = 12;
const UNKNOWN_ROWS = 10_000;

/** How a column looks. */
export interface ColumnLook {
  /** In characters. */
  width: number;
  /** A number format of Excel's. */
  format: string;
  /** Whether its texts go on over several lines. */
  wraps: boolean;
  /** Null: each value as Excel aligns it by itself, but texts as the header. */
  align: 'left' | 'center' | 'right' | null;
  headerAlign: 'left' | 'center' | 'right';
  /** Room beside the header, in Excel's steps. */
  headerIndent: number;
}

/** How the columns of a table look, from its first rows. `rightToLeft`: the sheet begins at the right edge. */
export function columnLooks({ columns, sample, rowCount }: Table, filter: boolean, rightToLeft: boolean): ColumnLook[] {
  return columns.map((column, at) => {
    const values = sample.map((row) => row[at] ?? null);
    const format = numberFormat(column, values);
    const header = Math.min(HEADER_WIDTH, widestLine(column.header)) + (filter ? FILTER_BUTTON_WIDTH : 0);
    const content = contentWidth(column, values, format, rowCount ?? UNKNOWN_ROWS);
    const measured = Math.max(MIN_WIDTH, Math.max(header, content) + PADDING_WIDTH);
    const width = column.width === null ? Math.min(MAX_WIDTH, measured) : Math.min(EXCEL_WIDTH, column.width);
    const wrapped = wraps(column, values, content > width - PADDING_WIDTH);
    return { width, format, wraps: wrapped, ...alignment(column, filter, rightToLeft) };
  });
}

/** The beginning of a line is where reading begins. Cells that speak for themselves are left to Excel. */
function alignment(
  { type, align }: TableColumn,
  filter: boolean,
  rightToLeft: boolean,
): Pick<ColumnLook, 'align' | 'headerAlign' | 'headerIndent'> {
  const headerAlign = rightToLeft && align === 'left' ? 'right' : align;
  const isFree = (type === undefined || type === 'formula') && align === 'left';
  // The filter's button stands at the end of the line.
  const beside = headerAlign === 'right' && filter && !rightToLeft ? BUTTON_INDENT : 0;
  return { align: isFree ? null : headerAlign, headerAlign, headerIndent: headerAlign === 'left' ? INDENT : beside };
}

/** A text wraps when it does not fit, or when it has lines of its own. */
function wraps({ type }: TableColumn, values: Cell[], isTooWide: boolean): boolean {
  if (type !== undefined && type !== 'text') return false;
  return isTooWide || values.some((value) => plainText(value).includes('\n'));
}

function contentWidth(column: TableColumn, values: Cell[], format: string, rows: number): number {
  if (column.type === 'date') return DATE_FORMAT.length;
  if (column.type === 'datetime') return DATETIME_FORMAT.length;
  let widest = 0;
  for (const value of values) widest = Math.max(widest, valueWidth(value, column, format));
  return widest + totalDigits(column, rows);
}

/** A sum has more digits than any of its values; some more for the bold. */
function totalDigits({ total }: TableColumn, rows: number): number {
  if (total === null) return 0;
  return total === 'sum' ? 1 + Math.ceil((Math.log10(Math.max(1, rows)) * 4) / 3) : 1;
}

function valueWidth(value: Cell, { type }: TableColumn, format: string): number {
  if (type === 'formula') return FORMULA_WIDTH;
  if (typeof value !== 'number') return widestLine(plainText(value));
  const decimals = /\.(0+)/.exec(format)?.[1]?.length ?? 0;
  if (format === 'General' || format === '0' || format.includes('#####')) return String(value).length;
  const shown = type === 'percent' ? `${(value * 100).toFixed(decimals)}%` : value.toFixed(decimals);
  if (type !== 'currency') return shown.length;
  const separators = Math.floor((Math.abs(value).toFixed(0).length - 1) / 3);
  const sign = /\[\$(.*?)\]/.exec(format)?.[1] ?? '';
  return shown.length + separators + sign.length;
}

function plainText(value: Cell): string {
  if (value === null) return '';
  return Array.isArray(value) ? value.map(({ text }) => text).join('') : String(value);
}
