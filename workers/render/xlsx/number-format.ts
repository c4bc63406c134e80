import type { TableColumn } from '../content/content.ts';

/** Decimals that a column has all the same; one with more in its first rows shows each value as it is. */
const MOST_ALIGNED_DECIMALS = 6;
/** All that `decimals` may ask for, and all that is shown of a value with more. */
const MOST_DECIMALS = 10;

export const DATE_FORMAT = 'yyyy-mm-dd';
export const DATETIME_FORMAT = 'yyyy-mm-dd hh:mm:ss';

/** The number format of a column's cells, by its type and the first of its values. */
export function numberFormat(column: TableColumn, values: readonly unknown[]): string {
  const numbers = values.filter((value) => typeof value === 'number');
  switch (column.type) {
    case 'text':
      return '@';
    case 'integer':
      return whole(column) + fraction(column.decimals ?? 0);
    case 'decimal':
      return decimalFormat(column, numbers);
    case 'percent':
      return percentFormat(column, numbers);
    case 'currency':
      return currencyFormat(column);
    case 'date':
      return DATE_FORMAT;
    case 'datetime':
      return DATETIME_FORMAT;
    case 'boolean':
      // Excel needs no format for these; LibreOffice shows some of them as 1 and 0 without.
      return '"TRUE";"TRUE";"FALSE"';
    default:
      return column.decimals === null ? 'General' : `0${fraction(column.decimals)}`;
  }
}

/** The format of a column's total: a count has no unit, and the average of whole numbers is not whole. */
export function totalFormat({ total, type, decimals }: TableColumn, format: string): string {
  if (total === 'count') return '#,##0';
  return total === 'average' && type === 'integer' && decimals === null ? '#,##0.00' : format;
}

/** Names such as years have no separators. */
function whole({ ungrouped }: TableColumn): string {
  return ungrouped === true ? '0' : '#,##0';
}

/** As many decimals as the first values have, so that the points stand below each other; more are never hidden. */
function decimalFormat(column: TableColumn, numbers: number[]): string {
  if (column.decimals !== null) return whole(column) + fraction(column.decimals);
  const most = numbers.reduce((sum, number) => Math.max(sum, decimalsOf(number)), 0);
  const aligned = most > MOST_ALIGNED_DECIMALS ? 2 : Math.max(1, most);
  return whole(column) + openFraction(column.leastDecimals ?? aligned);
}

function percentFormat({ decimals, leastDecimals }: TableColumn, numbers: number[]): string {
  if (decimals !== null) return `0${fraction(decimals)}%`;
  if (leastDecimals) return `0${openFraction(leastDecimals)}%`;
  return numbers.every(isWholePercent) ? '0%' : '0.00%';
}

/** The sign stands before the number and negative amounts have their minus before the sign, as in the other formats. */
function currencyFormat({ currency, decimals }: TableColumn): string {
  if (currency === null) return `#,##0${fraction(decimals ?? 2)}`;
  const { sign, usualDecimals } = currencySign(currency);
  const amount = `[$${sign}]#,##0${fraction(decimals ?? usualDecimals)}`;
  return `${amount};-${amount}`;
}

/** As English has them: `€`, `$`, `CA$`, and the code with a space where there is no sign. */
function currencySign(currency: string): { sign: string; usualDecimals: number } {
  const format = new Intl.NumberFormat('en-US', { style: 'currency', currency });
  const parts = format.formatToParts(1);
  const number = parts.findIndex(({ type }) => type === 'integer');
  const sign = parts
    .slice(0, number)
    .map(({ value }) => value)
    .join('')
    .replaceAll('\u00A0', ' ');
  return { sign, usualDecimals: format.resolvedOptions().maximumFractionDigits ?? 2 };
}

function decimalsOf(value: number): number {
  const text = String(value);
  if (text.includes('e')) return MOST_DECIMALS;
  const point = text.indexOf('.');
  return point < 0 ? 0 : text.length - point - 1;
}

function fraction(decimals: number): string {
  return decimals === 0 ? '' : `.${'0'.repeat(Math.min(decimals, MOST_DECIMALS))}`;
}

/** At least so many decimals (one: a format without would end in a bare point), and more where a value has them. */
function openFraction(least: number): string {
  const shown = Math.min(Math.max(1, least), MOST_DECIMALS);
  return `.${'0'.repeat(shown)}${'#'.repeat(MOST_DECIMALS - shown)}`;
}

/** 0.07 * 100 is 7.000000000000001 in a double, and still seven per cent. */
function isWholePercent(value: number): boolean {
  return Math.abs(value * 100 - Math.round(value * 100)) < 1e-9;
}
