import { datetimeOf } from '../../../src/documents/cell-values.ts';
import type { Cell, Run, TableColumn } from './content.ts';

/** What decides how a number looks; a whole `TableColumn` will do. */
export type NumberLook = Pick<TableColumn, 'type' | 'currency' | 'decimals' | 'leastDecimals' | 'ungrouped'>;

/** An average of integers has some. */
const MAX_INTEGER_DECIMALS = 2;
const MAX_DECIMALS = 10;
const formats = new Map<string, Intl.NumberFormat>();

/**
 * A cell as a reader sees it where there are no typed cells: in the tables of documents, PDFs and slides. Numbers as in
 * English, `1,234.50`; a currency with its sign; dates as ISO 8601 has them, times in UTC; a formula as its text.
 */
export function shownCell(cell: Cell, column: NumberLook): string {
  if (cell === null) return '';
  if (Array.isArray(cell)) return cell.map(({ text }) => text).join('');
  if (typeof cell === 'number') return shownNumber(cell, column);
  if (column.type === 'datetime') {
    return datetimeOf(cell)?.toISOString().slice(0, 19).replace('T', ' ') ?? String(cell);
  }
  return String(cell);
}

/** The same as runs: with its looks if it has any. An empty cell has none. */
export function runsOfCell(cell: Cell, column: NumberLook): Run[] {
  if (Array.isArray(cell)) return cell;
  const text = shownCell(cell, column);
  return text === '' ? [] : [{ text }];
}

function shownNumber(value: number, column: NumberLook): string {
  const { type, currency, decimals, leastDecimals, ungrouped } = column;
  // A number that speaks for itself is shown as it was sent.
  if (type === undefined && decimals === null && !leastDecimals) return String(value);
  const key = [type, currency, decimals, leastDecimals, ungrouped].join();
  const known = formats.get(key);
  const format = known ?? new Intl.NumberFormat('en-US', formatOptions(column));
  if (!known) formats.set(key, format);
  return format.format(value);
}

function formatOptions(column: NumberLook): Intl.NumberFormatOptions {
  const { type, currency, ungrouped } = column;
  const grouping = { useGrouping: ungrouped !== true && type !== undefined };
  if (type !== 'currency') return { ...grouping, ...digits(column), style: type === 'percent' ? 'percent' : 'decimal' };
  const shown = currency === null ? digits(column, 2) : { style: 'currency' as const, currency, ...digits(column) };
  return { ...grouping, ...shown };
}

/** Without anything said, a currency has the digits that it is counted in: two mostly, none for the yen. */
function digits({ type, decimals, leastDecimals = 0 }: NumberLook, usual?: number): Intl.NumberFormatOptions {
  const exact = decimals ?? usual;
  if (exact !== undefined) return { minimumFractionDigits: exact, maximumFractionDigits: exact };
  if (type === 'currency') return {};
  const most = type === 'integer' ? MAX_INTEGER_DECIMALS : MAX_DECIMALS;
  return { minimumFractionDigits: Math.min(leastDecimals, most), maximumFractionDigits: most };
}
