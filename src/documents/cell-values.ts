import type { ColumnType, Scalar } from './model.ts';

/**
 * Why the value cannot stand in a column of this type; null when it can. Nothing is converted: a number in a string
 * is no number, because the sender's next program would read it as text.
 */
export function whyNotOfType(value: Scalar, type: ColumnType | undefined): string | null {
  if (value === null || type === undefined || type === 'text') return null;
  switch (type) {
    case 'integer':
      return Number.isSafeInteger(value) ? null : 'is not an integer';
    case 'decimal':
    case 'percent':
    case 'currency':
      return Number.isFinite(value) ? null : 'is not a number';
    case 'boolean':
      return typeof value === 'boolean' ? null : 'is not true or false';
    case 'date':
      return dateOf(value) ? null : 'is not a date (YYYY-MM-DD) of the calendar';
    case 'datetime':
      return datetimeOf(value) ? null : 'is not a date and time (RFC 3339) of the calendar';
  }
}

/** Midnight UTC of a `YYYY-MM-DD` that the calendar has; null for anything else. */
export function dateOf(value: Scalar): Date | null {
  const parts = typeof value === 'string' ? /^(\d{4})-(\d{2})-(\d{2})$/.exec(value) : null;
  return parts ? calendarDay(Number(parts[1]), Number(parts[2]), Number(parts[3])) : null;
}

/** The instant of an RFC 3339 date and time (section 5.6: the offset is required); null for anything else. */
export function datetimeOf(value: Scalar): Date | null {
  const pattern = /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(\.\d+)?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/;
  const parts = typeof value === 'string' ? pattern.exec(value) : null;
  const day = parts?.[1] === undefined ? null : dateOf(parts[1]);
  if (!parts || !day) return null;
  const [hour, minute, second] = [Number(parts[2]), Number(parts[3]), Number(parts[4])];
  const [offsetHour, offsetMinute] = [Number(parts[7] ?? 0), Number(parts[8] ?? 0)];
  if (hour > 23 || minute > 59 || second > 60 || offsetHour > 23 || offsetMinute > 59) return null;
  const offsetMinutes = (offsetHour * 60 + offsetMinute) * (parts[6] === '-' ? -1 : 1);
  const seconds = (hour * 60 + minute - offsetMinutes) * 60 + second;
  return new Date(day.getTime() + seconds * 1000 + Math.floor(Number(parts[5] ?? 0) * 1000));
}

/** The value as a reader sees it where there are no typed cells: in the tables of documents, PDFs and slides. */
export function shownValue(value: Scalar, type: ColumnType | undefined): string {
  if (value === null) return '';
  if (typeof value === 'number') return shownNumber(value, type);
  if (type === 'datetime') return datetimeOf(value)?.toISOString().slice(0, 19).replace('T', ' ') ?? String(value);
  return String(value);
}

/** Numbers stand at the right edge of their column, everything else at the left. */
export function isNumeric(type: ColumnType | undefined): boolean {
  return type === 'integer' || type === 'decimal' || type === 'percent' || type === 'currency';
}

const currencyFormat = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const percentFormat = new Intl.NumberFormat('en-US', { style: 'percent', maximumFractionDigits: 2 });

function shownNumber(value: number, type: ColumnType | undefined): string {
  if (type === 'currency') return currencyFormat.format(value);
  if (type === 'percent') return percentFormat.format(value);
  return String(value);
}

function calendarDay(year: number, month: number, day: number): Date | null {
  const date = new Date(0);
  // Not Date.UTC: it takes the years 0 to 99 for 1900 to 1999.
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date : null;
}
