import { whyNotFormula } from './formula.ts';
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
      return isDate(value) ? null : 'is not a date (YYYY-MM-DD) of the calendar';
    case 'datetime':
      return isDatetime(value) ? null : 'is not a date and time (RFC 3339) of the calendar';
    case 'formula':
      return whyNotFormula(value);
  }
}

/** Midnight UTC of a `YYYY-MM-DD` that the calendar has; null for anything else. */
export function dateOf(value: Scalar): Date | null {
  if (!isDate(value)) return null;
  const date = new Date(0);
  // Not Date.UTC: it takes the years 0 to 99 for 1900 to 1999.
  date.setUTCFullYear(digits(value, 0, 4), digits(value, 5, 7) - 1, digits(value, 8, 10));
  return date;
}

/** The instant of an RFC 3339 date and time (section 5.6: the offset is required); null for anything else. */
export function datetimeOf(value: Scalar): Date | null {
  if (!isDatetime(value)) return null;
  const day = dateOf(value.slice(0, 10)) ?? new Date(0);
  const zone = /(?:[Zz]|([+-])(\d\d):(\d\d))$/.exec(value);
  const offset = (Number(zone?.[2] ?? 0) * 60 + Number(zone?.[3] ?? 0)) * (zone?.[1] === '-' ? -1 : 1);
  const seconds = (digits(value, 11, 13) * 60 + digits(value, 14, 16) - offset) * 60 + digits(value, 17, 19);
  const fraction = Number(/\.\d+/.exec(value)?.[0] ?? 0);
  return new Date(day.getTime() + seconds * 1000 + Math.floor(fraction * 1000));
}

/** Numbers stand at the right edge of their column, everything else at the left. */
export function isNumeric(type: ColumnType | undefined): boolean {
  return type === 'integer' || type === 'decimal' || type === 'percent' || type === 'currency';
}

const DATETIME = /^.{10}[Tt ](?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
const DASH = 45;

/** Whether it is a date and time of RFC 3339, of the calendar. */
export function isDatetime(value: Scalar): value is string {
  return typeof value === 'string' && value.length >= 20 && hasDay(value) && DATETIME.test(value);
}

/** Whether it is a `YYYY-MM-DD` of the calendar. */
export function isDate(value: Scalar): value is string {
  return typeof value === 'string' && value.length === 10 && hasDay(value);
}

/** Whether a text begins with `YYYY-MM-DD`, a day of the calendar. By its characters, for tables have very many. */
function hasDay(text: string): boolean {
  if (text.charCodeAt(4) !== DASH || text.charCodeAt(7) !== DASH) return false;
  const [year, month, day] = [digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10)];
  return month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month);
}

function daysOf(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
}

/** The number that some digits are; NaN where there is another character. */
function digits(text: string, from: number, to: number): number {
  let number = 0;
  for (let at = from; at < to; at += 1) {
    const digit = text.charCodeAt(at) - 48;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    number = number * 10 + digit;
  }
  return number;
}
