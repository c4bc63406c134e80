import { whyNotOfType } from '../cell-values.ts';
import { csvHeader, csvShape } from '../csv-shape.ts';
import { excerpt, pointerStep, type Faults, type InputFault } from '../input-fault.ts';
import type { Column, Records, RowsInput, Scalar } from '../model.ts';
import { columnsFaults } from './column-faults.ts';
import { recordKeys } from './table-headers.ts';

/** How large a table may be. */
export interface TableLimits {
  rows: number;
  columns: number;
}

const MAX_HEADER_CHARACTERS = 1000;
/** In rows or records that are sent along. */
export const MAX_FORMULAS = 100_000;

/** What is wrong with the columns and the rows of a sheet or a table, wherever the rows are. */
export function* rowsFaults(table: RowsInput, pointer: string, limits: TableLimits): Faults {
  const { columns, rows, records, csv } = table;
  if (columns) yield* columnsFaults(columns, `${pointer}/columns`);
  else if (rows) yield { pointer: `${pointer}/columns`, detail: 'must be given with rows' };
  const tooMany = tooManyFormulas(table, pointer);
  if (tooMany) return yield tooMany;
  if (rows && columns) yield* valuesFaults(columns, rows, `${pointer}/rows`);
  if (records) yield* recordsFaults(columns, records, `${pointer}/records`, limits);
  if (csv !== undefined) yield* csvFaults(columns, csv, pointer, limits);
}

function* valuesFaults(columns: Column[], rows: Scalar[][], pointer: string): Faults {
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index] ?? [];
    if (row.length > columns.length) {
      yield { pointer: `${pointer}/${index}`, detail: `${row.length} cells for ${columns.length} columns` };
    }
    for (let at = 0; at < row.length; at += 1) {
      const value = row[at] ?? null;
      const problem = whyNotOfType(value, columns[at]?.type);
      if (problem) yield { pointer: `${pointer}/${index}/${at}`, detail: `${excerpt(value)} ${problem}` };
    }
  }
}

/** They are looked at one by one, while the request waits. */
function tooManyFormulas({ columns = [], rows, records }: RowsInput, pointer: string): InputFault | null {
  const places = columns.flatMap(({ type }, at) => (type === 'formula' ? [at] : []));
  const count = places.length * (rows ?? records ?? []).length;
  if (count <= MAX_FORMULAS) return null;
  return { pointer: `${pointer}/columns/${places[0]}/type`, detail: `${count} formulas; at most ${MAX_FORMULAS}` };
}

/** What is wrong with records, and with their values where columns say what they are. */
export function* recordsFaults(
  columns: Column[] | undefined,
  records: Records,
  pointer: string,
  limits: TableLimits,
): Faults {
  if (!columns) return yield* keysFaults(records, pointer, limits);
  const typed = columns.filter(({ type }) => type !== undefined && type !== 'text');
  if (typed.length === 0) return;
  for (const [index, record] of records.entries()) {
    for (const { key, header, type } of typed) {
      const name = key ?? header;
      const value = Object.hasOwn(record, name) ? (record[name] ?? null) : null;
      const problem = whyNotOfType(value, type);
      if (!problem) continue;
      yield { pointer: `${pointer}/${index}/${pointerStep(name)}`, detail: `${excerpt(value)} ${problem}` };
    }
  }
}

function* keysFaults(records: Records, pointer: string, limits: TableLimits): Faults {
  const keys = recordKeys(records);
  if (keys.length === 0) yield { pointer, detail: 'no record has a property, so there is no column' };
  if (keys.length > limits.columns) {
    yield { pointer, detail: `${keys.length} properties of different names; at most ${limits.columns} columns fit` };
  }
  const long = keys.find((key) => key.length > MAX_HEADER_CHARACTERS);
  if (long !== undefined) {
    yield { pointer, detail: `the property ${excerpt(long)} has more than ${MAX_HEADER_CHARACTERS} characters` };
  }
}

function* csvFaults(columns: Column[] | undefined, csv: string, pointer: string, limits: TableLimits): Faults {
  const shape = csvShape(csv);
  const place = `${pointer}/csv`;
  if (shape.openQuote !== null) {
    return yield { pointer: place, detail: `the quote that begins in line ${shape.openQuote} is not closed` };
  }
  if (shape.columns === 0) yield { pointer: place, detail: 'has no line but empty ones' };
  if (shape.tooLong) {
    const { line, fields } = shape.tooLong;
    yield { pointer: place, detail: `line ${line} has ${fields} fields; the first line has ${shape.columns}` };
  }
  if (shape.rows > limits.rows) yield { pointer: place, detail: `${shape.rows} rows; at most ${limits.rows} fit` };
  if (!columns && shape.columns > limits.columns) {
    yield { pointer: place, detail: `${shape.columns} columns; at most ${limits.columns} fit` };
  }
  if (columns) yield* unknownKeys(columns, csv, `${pointer}/columns`);
}

function* unknownKeys(columns: Column[], csv: string, pointer: string): Faults {
  const known = new Set(csvHeader(csv));
  for (const [index, { key, header }] of columns.entries()) {
    if (known.has(key ?? header)) continue;
    const member = key === undefined ? 'header' : 'key';
    yield {
      pointer: `${pointer}/${index}/${member}`,
      detail: `the CSV's first line has no ${excerpt(key ?? header)}`,
    };
  }
}
