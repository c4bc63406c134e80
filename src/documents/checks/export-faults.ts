import type { Faults } from '../input-fault.ts';
import type { DataExportInput, ExportFile } from '../model.ts';
import { columnsFaults } from './column-faults.ts';
import { recordsFaults } from './rows-faults.ts';
import { MAX_SHEET_COLUMNS, MAX_SHEET_ROWS } from './sheet-faults.ts';

/** The name of a file of an export, with its extension. */
export function exportFileName({ name, format, source }: ExportFile): string {
  return `${name ?? source.type}.${format}`;
}

/** What is wrong with an export: names of files that are there twice, columns that do not fit. */
export function* exportFaults({ files }: DataExportInput): Faults {
  const names = new Map<string, number>();
  for (const [index, file] of files.entries()) {
    const name = exportFileName(file).normalize('NFC').toLowerCase();
    const twin = names.get(name);
    if (twin !== undefined) yield { pointer: `/files/${index}/name`, detail: `the same name as files/${twin}` };
    else names.set(name, index);
    yield* fileFaults(file, `/files/${index}`);
  }
}

function* fileFaults({ columns, source, format }: ExportFile, pointer: string): Faults {
  if (columns) {
    yield* columnsFaults(columns, `${pointer}/columns`);
    if (format === 'ndjson') yield* sameHeaderFaults(columns, `${pointer}/columns`);
  }
  if (source.type !== 'records') return;
  const limits = { rows: MAX_SHEET_ROWS - 1, columns: MAX_SHEET_COLUMNS };
  yield* recordsFaults(columns, source.records, `${pointer}/source/records`, limits);
}

/** Of two properties with the same name, a reader keeps one. */
function* sameHeaderFaults(columns: NonNullable<ExportFile['columns']>, pointer: string): Faults {
  const seen = new Map<string, number>();
  for (const [index, { header }] of columns.entries()) {
    const twin = seen.get(header);
    if (twin !== undefined) yield { pointer: `${pointer}/${index}/header`, detail: `the same as columns/${twin}` };
    else seen.set(header, index);
  }
}
