import type { ImportColumn } from '../../src/documents/model.ts';
import { PermanentJobError, type DatasetColumn } from '../handler.ts';
import type { ColumnKind } from './column-types.ts';
import { excerpt } from './table.ts';

/** A data set is read by people and by programs that hold a row at once; the contract's limit for columns that are named. */
export const MAX_COLUMNS = 1_000;

/** A column of the data set, and where in the file it comes from. */
export interface ImportedColumn extends DatasetColumn {
  /** Its place among the file's headers. */
  from: number;
  isRequired: boolean;
}

/**
 * The columns of the data set.
 *
 * @param asked undefined: all that the file has
 * @param kinds of the file's columns, for those whose type is not said
 * @throws PermanentJobError `missing-column` when the file lacks one, `too-many-columns`
 */
export function importedColumns(
  headers: string[],
  asked: ImportColumn[] | undefined,
  kinds: ColumnKind[],
): ImportedColumn[] {
  if (asked) return asked.map((column) => askedColumn(column, headers));
  if (headers.length > MAX_COLUMNS) {
    const sentence = `The file has ${headers.length} columns; a data set has ${MAX_COLUMNS} at most. Name those to keep.`;
    throw new PermanentJobError('too-many-columns', sentence);
  }
  return headers.map((header, from) => ({ header, type: kinds[from] ?? 'text', from, isRequired: false }));
}

function askedColumn({ header, key, type, required }: ImportColumn, headers: string[]): ImportedColumn {
  const name = key ?? header;
  const from = headers.includes(name) ? headers.indexOf(name) : headers.indexOf(name.trim());
  if (from < 0) throw missing(name);
  return { header, type: type ?? 'text', from, isRequired: required ?? false };
}

/** Where the columns are that must not have the same values twice. @throws PermanentJobError `missing-column` */
export function keyPlaces(columns: DatasetColumn[], uniqueBy: string[] | undefined): number[] {
  return (uniqueBy ?? []).map((header) => {
    const place = columns.findIndex((column) => column.header === header);
    if (place < 0) throw missing(header);
    return place;
  });
}

function missing(name: string): PermanentJobError {
  return new PermanentJobError('missing-column', `The file has no column "${excerpt(name)}".`);
}
