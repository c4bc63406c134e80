import { dateOf, datetimeOf } from '../../../src/documents/cell-values.ts';

const DAY_MS = 86_400_000;
/** The serial number of 1970-01-01 in the 1900 date system. */
const EPOCH_SERIAL = 25_569;
/** Excel's numbers have a 29 February 1900 that the calendar has not: only from the day after do they agree. */
const FIRST_SERIAL = 61;
/** A thousandth of a second, as a part of a day, is kept; what a double has beyond is noise. */
const DECIMALS = 9;

/** Columns of dates often have the same one again and again: this many are remembered, if they are no longer than this. */
const KEPT = 4_096;
const LONGEST_KEPT = 40;

/**
 * The serial number of a `YYYY-MM-DD`; null for anything else and for dates before 1900-03-01, which Excel's calendar
 * does not have rightly.
 */
export const dateSerial: (text: string) => number | null = remembering(dateOf);

/** The serial number, in UTC, of an RFC 3339 date and time; null as for dates. */
export const datetimeSerial: (text: string) => number | null = remembering(datetimeOf);

/** The date (and time, where the number is not whole) that a serial number stands for; null beyond the calendar. */
export function serialText(serialNumber: number, withTime: boolean): string | null {
  // Up to here Excel's days are one off.
  const days = serialNumber < FIRST_SERIAL - 1 ? serialNumber + 1 : serialNumber;
  const date = new Date(Math.round((days - EPOCH_SERIAL) * DAY_MS));
  if (Number.isNaN(date.getTime()) || serialNumber < 0 || date.getUTCFullYear() > 9999) return null;
  const text = date.toISOString();
  if (!withTime) return text.slice(0, 10);
  return text.endsWith('.000Z') ? `${text.slice(0, 19)}Z` : text;
}

function remembering(read: (text: string) => Date | null): (text: string) => number | null {
  const known = new Map<string, number | null>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const found = serial(read(text));
    if (known.size >= KEPT) known.clear();
    if (text.length <= LONGEST_KEPT) known.set(text, found);
    return found;
  };
}

function serial(date: Date | null): number | null {
  if (!date) return null;
  const days = Number((date.getTime() / DAY_MS + EPOCH_SERIAL).toFixed(DECIMALS));
  return days >= FIRST_SERIAL ? days : null;
}
