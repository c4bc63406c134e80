import type { TableFormat } from '../../src/documents/model.ts';
import { detectFormat } from './detect-format.ts';
import { startOf } from './file-pieces.ts';
import { openCsv, openNdjson } from './open-text-table.ts';
import { openWorkbook } from './open-workbook.ts';
import type { OpenTable, TableFile } from './table.ts';

export interface TableOptions {
  /** Undefined: found out. */
  format: TableFormat | undefined;
  /** Of a workbook; undefined: the first. */
  sheet: string | undefined;
  /** Of newline-delimited JSON, the properties that are wanted; undefined: all. */
  keys: string[] | undefined;
  /** Where a workbook is laid down to be read; whoever made the folder removes it. */
  folder: string;
  signal: AbortSignal;
}

/**
 * Opens a file for its table: CSV, TSV, newline-delimited JSON or a workbook; text in UTF-8, or in UTF-16 with a byte
 * order mark. What opens has a beginning as its format demands it.
 *
 * @throws PermanentJobError `invalid-file`
 */
export async function openTable(file: TableFile, options: TableOptions): Promise<OpenTable> {
  const { signal, sheet, keys, folder } = options;
  const start = await startOf(file);
  const format = detectFormat(file, start, options.format);
  if (format === 'xlsx') return openWorkbook(file, sheet, folder, signal);
  return format === 'ndjson' ? openNdjson(file, start, keys, signal) : openCsv(file, start, format, signal);
}
