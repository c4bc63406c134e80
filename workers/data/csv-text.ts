import { stringify } from 'csv-stringify/sync';
import type { JsonValue } from '../handler.ts';

/** Excel takes a CSV for UTF-8 only with it; other readers skip it. */
export const CSV_START = '\uFEFF';

/** What a spreadsheet program takes for a formula (OWASP, "CSV injection"); where Japanese is written, full width too. */
const FORMULA_START = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;
/** It is no formula but a number, whatever sign it begins with. */
const PLAIN_NUMBER = /^[+-]?\d[\d.,]*(?:[eE][+-]?\d+)?$/;

/**
 * Records as CSV (RFC 4180), each ended by CR LF. Values that are no text are written as in JSON; null and undefined are
 * empty.
 *
 * @param escapesFormulas whether a text that a spreadsheet program would compute gets an apostrophe before it
 */
export function csvText(records: (JsonValue | undefined)[][], escapesFormulas: boolean): string {
  const texts = records.map((cells) => cells.map((cell) => cellText(cell, escapesFormulas)));
  return stringify(texts, {
    record_delimiter: '\r\n',
    quoted_match: /[\r\n]|^\s|\s$/, // by itself it quotes only what has both characters of a line end
    quoted_empty: texts[0]?.length === 1, // an empty line is no record
  });
}

function cellText(cell: JsonValue | undefined, escapesFormulas: boolean): string {
  if (cell === undefined || cell === null) return '';
  if (typeof cell !== 'string') return JSON.stringify(cell);
  const isFormula = escapesFormulas && FORMULA_START.test(cell) && !PLAIN_NUMBER.test(cell);
  return isFormula ? `'${cell}` : cell;
}
