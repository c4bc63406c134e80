import { dateOf, datetimeOf } from '../../src/documents/cell-values.ts';
import type { ColumnType, Scalar } from '../../src/documents/model.ts';

/** All that ever reaches a cell. An object would be read by the library as a formula, a link or rich text. */
export type ExcelValue = string | number | boolean | Date | null;

/** Excel's serial numbers have a 29 February 1900 that the calendar has not: only from the day after do they agree. */
const FIRST_EXCEL_DATE = Date.UTC(1900, 2, 1);

/** The value as the cell holds it. A string is never more than text, whatever it begins with. */
export function excelValue(value: Scalar, type: ColumnType | undefined): ExcelValue {
  if (value === null) return null;
  if (type === 'date') return excelDate(dateOf(value), value);
  if (type === 'datetime') return excelDate(datetimeOf(value), value);
  if (type === 'text' || typeof value === 'string') return excelText(String(value));
  return value;
}

/** Excel breaks lines at line feeds only, and reads `_x0041_` in a text as the character with that number. */
export function excelText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/_(?=x[\dA-Fa-f]{4}_)/g, '_x005F_');
}

/** A date from before Excel's calendar stays readable as the text it came as. */
function excelDate(date: Date | null, given: Scalar): ExcelValue {
  return date && date.getTime() >= FIRST_EXCEL_DATE ? date : String(given);
}
