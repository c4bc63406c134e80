import { createHash } from 'node:crypto';
import type { ImportedRow, RejectedRow } from '../handler.ts';
import { isStorable, NOT_OF_KIND, valueOf, type Value } from './column-types.ts';
import type { ImportedColumn } from './import-columns.ts';
import { excerpt, type TableRecord } from './table.ts';

/** What is told of one record; more would be the record again. */
const MAX_FAULTS = 10;

type Fault = RejectedRow['faults'][number];

/** What becomes of the records of a file. */
export interface RecordReader {
  /** A row to store, or why not. */
  read(record: TableRecord): ImportedRow | RejectedRow;
  /** What is said of a row that is like an earlier one. */
  duplicate(row: ImportedRow, earlierNo: number): RejectedRow;
}

/** @param keys the places of the columns that must not have the same values twice; none: rows may be alike */
export function newRecordReader(columns: ImportedColumn[], keys: number[]): RecordReader {
  const keyNames = keys.map((place) => columns[place]?.header ?? '').join(', ');
  return {
    read(record) {
      const { no, line } = record;
      if (record.fault)
        return { no, line, faults: [{ column: null, ...record.fault, value: shown(record.fault.value) }] };
      const faults: Fault[] = [];
      const values = columns.map((column) => readCell(column, record, faults));
      if (faults.length > 0) return { no, line, faults: faults.slice(0, MAX_FAULTS) };
      return { no, line, json: JSON.stringify(values), keyDigest: keyDigest(values, keys) };
    },
    duplicate({ no, line, json }, earlierNo) {
      const values = JSON.parse(json) as Value[];
      const value = excerpt(keys.map((place) => String(values[place])).join(', '));
      return { no, line, faults: [{ column: keyNames, value, reason: `is the same as in record ${earlierNo}` }] };
    },
  };
}

export function isRow(row: ImportedRow | RejectedRow): row is ImportedRow {
  return !isRejected(row);
}

export function isRejected(row: ImportedRow | RejectedRow): row is RejectedRow {
  return 'faults' in row;
}

function readCell({ header, type, from, isRequired }: ImportedColumn, { cells }: TableRecord, faults: Fault[]): Value {
  const cell = cells[from];
  const value = valueOf(type, cell);
  const refuse = (reason: string): null => {
    faults.push({ column: header, value: cell === undefined ? '' : shown(cell), reason });
    return null;
  };
  if (value === undefined) return refuse(NOT_OF_KIND[type]);
  if (value === null && isRequired) return refuse('is missing');
  if (typeof value === 'string' && !isStorable(value)) return refuse('has a character that cannot be stored');
  return value;
}

function shown(cell: NonNullable<unknown> | null): string {
  const text = typeof cell === 'string' ? cell : JSON.stringify(cell);
  return excerpt(text.replaceAll('\0', '\uFFFD').toWellFormed());
}

/** A row that lacks one of the values is like no other, as in a unique constraint of SQL. */
function keyDigest(values: Value[], keys: number[]): string | null {
  const key = keys.map((place) => values[place] ?? null);
  if (key.length === 0 || key.includes(null)) return null;
  return createHash('sha256').update(JSON.stringify(key)).digest('hex');
}
