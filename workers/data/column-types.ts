import { dateOf, datetimeOf } from '../../src/documents/cell-values.ts';
import type { DatasetColumn, JsonValue } from '../handler.ts';
import { isKeptAsNumber } from './exact-number.ts';

export type ColumnKind = DatasetColumn['type'];
/** A value as a data set has it. */
export type Value = string | number | boolean | null;

/** The first one that all values fit is taken. */
const GUESSES: ColumnKind[] = ['boolean', 'integer', 'decimal', 'date', 'datetime'];
/** No leading zero and no plus: what is written so is a name (a telephone number, a postal code), and stays text. */
const INTEGER = /^-?(?:0|[1-9]\d*)$/;
const DECIMAL = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * The type of each column, by a sample of its records. A column without any value is text.
 *
 * @param isTyped whether a number is a number already; then what looks like one in a text is no number
 */
export function inferKinds(width: number, sample: (JsonValue | undefined)[][], isTyped: boolean): ColumnKind[] {
  return Array.from({ length: width }, (_, at) => {
    const values = sample.map((cells) => cells[at]).filter((value) => !isEmpty(value));
    if (values.length === 0) return 'text';
    return GUESSES.find((kind) => values.every((value) => looksLike(kind, value, isTyped))) ?? 'text';
  });
}

function looksLike(kind: ColumnKind, value: JsonValue | undefined, isTyped: boolean): boolean {
  const isTime = kind === 'date' || kind === 'datetime';
  if (isTyped && !isTime && typeof value === 'string') return false;
  return valueOf(kind, value) !== undefined;
}

/** A value in a column of this type; null for none at all; undefined when it does not fit. */
export function valueOf(kind: ColumnKind, value: JsonValue | undefined): Value | undefined {
  if (isEmpty(value)) return null;
  if (kind === 'text') return textOf(value);
  if (typeof value === 'boolean') return kind === 'boolean' ? value : undefined;
  if (typeof value === 'number') return numberOf(kind, value);
  return typeof value === 'string' ? readValue(kind, value.trim()) : undefined;
}

/** Why a value does not fit. */
export const NOT_OF_KIND: Readonly<Record<ColumnKind, string>> = {
  text: 'is not text',
  integer: 'is not an integer',
  decimal: 'is not a number',
  boolean: 'is not true or false',
  date: 'is not a date (YYYY-MM-DD) of the calendar',
  datetime: 'is not a date and time with a zone (RFC 3339) of the calendar',
};

/** What neither the database nor any file format can hold. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

function isEmpty(value: JsonValue | undefined): value is null | undefined | '' {
  return value === undefined || value === null || value === '';
}

/** A value of another type as it is written in JSON. */
function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function numberOf(kind: ColumnKind, value: number): number | undefined {
  if (kind === 'integer') return Number.isSafeInteger(value) ? value : undefined;
  return kind === 'decimal' ? value : undefined;
}

function readValue(kind: ColumnKind, text: string): Value | undefined {
  switch (kind) {
    case 'integer':
      return INTEGER.test(text) ? numberOf(kind, Number(text)) : undefined;
    case 'decimal':
      return DECIMAL.test(text) && isKeptAsNumber(text) ? Number(text) : undefined;
    case 'boolean':
      return readBoolean(text);
    case 'date':
      return dateOf(text) ? text : undefined;
    case 'datetime':
      return datetimeOf(text) ? text : undefined;
    case 'text':
      return text;
  }
}

function readBoolean(text: string): boolean | undefined {
  const lower = text.toLowerCase();
  if (lower === 'true') return true;
  return lower === 'false' ? false : undefined;
}
