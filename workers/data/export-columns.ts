import type { Column, ColumnType } from '../../src/documents/model.ts';
import { PermanentJobError } from '../handler.ts';
import type { ExportSource } from './export-source.ts';
import { excerpt } from './table.ts';

/** A column of an exported file. */
export interface ExportedColumn {
  header: string;
  /** As it was asked for; undefined: each value speaks for itself. */
  type: ColumnType | undefined;
  /** Its place among the source's headers; below 0: no row has it. */
  from: number;
}

/**
 * The columns of a file: those that are asked for, else all.
 *
 * @throws PermanentJobError `missing-column` when the source has no such one and could not have it
 */
export function exportedColumns(source: ExportSource, asked: Column[] | undefined): ExportedColumn[] {
  if (!asked) return source.headers.map((header, from) => ({ header, type: undefined, from }));
  return asked.map(({ header, key, type }) => {
    const from = source.headers.indexOf(key ?? header);
    if (from < 0 && !source.mayLackColumns) throw missingColumn(source, key ?? header);
    return { header, type, from };
  });
}

function missingColumn({ name, headers }: ExportSource, wanted: string): PermanentJobError {
  const known = excerpt(headers.slice(0, 50).join(', '));
  return new PermanentJobError(
    'missing-column',
    `There is no column "${excerpt(wanted)}" in ${name}. It has: ${known}`,
  );
}
