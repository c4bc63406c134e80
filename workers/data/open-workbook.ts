import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Scalar } from '../../src/documents/model.ts';
import { PermanentJobError } from '../handler.ts';
import { readXlsxRows } from '../render/xlsx/read-xlsx.ts';
import { invalidFile } from './invalid-file.ts';
import { checkedHeaders } from './table-headers.ts';
import { BATCH_BYTES, excerpt, RECORDS_AT_ONCE, type OpenTable, type TableFile, type TableRecord } from './table.ts';

/**
 * A sheet of a workbook whose first row that is not empty has the headers. A zip is read from its end, so the file is
 * first written into the folder.
 *
 * @throws PermanentJobError
 */
export async function openWorkbook(
  file: TableFile,
  sheet: string | undefined,
  folder: string,
  signal: AbortSignal,
): Promise<OpenTable> {
  const path = join(folder, `${randomUUID()}.xlsx`);
  await pipeline(file.read(), createWriteStream(path, { flags: 'wx', mode: 0o600 }), { signal });
  const rows = (): AsyncGenerator<SheetRow> => sheetRows(path, sheet, signal);
  const headers = await sheetHeaders(rows());
  return {
    format: 'xlsx',
    isTyped: true,
    headers: async () => headers,
    records: () => sheetRecords(rows(), headers.length),
    readShare: () => 0, // how many rows there are is known only in the end
  };
}

interface SheetRow {
  /** From 1. */
  line: number;
  cells: Scalar[];
}

/** The rows that have a value. */
async function* sheetRows(path: string, sheet: string | undefined, signal: AbortSignal): AsyncGenerator<SheetRow> {
  let line = 0;
  try {
    for await (const cells of readXlsxRows(path, { ...(sheet === undefined ? {} : { sheet }), signal })) {
      line += 1;
      const width = cells.findLastIndex((cell) => cell !== null && cell !== '') + 1;
      if (width > 0) yield { line, cells: cells.slice(0, width) };
    }
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof PermanentJobError) throw error;
    throw invalidFile(`The workbook cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function sheetHeaders(rows: AsyncGenerator<SheetRow>): Promise<string[]> {
  for await (const { cells } of rows) return checkedHeaders(cells.map((cell) => (cell === null ? '' : String(cell))));
  throw invalidFile('The sheet is empty.');
}

async function* sheetRecords(rows: AsyncGenerator<SheetRow>, width: number): AsyncGenerator<TableRecord[]> {
  let batch: TableRecord[] = [];
  let [no, size] = [-1, 0]; // the header is no record
  for await (const { line, cells } of rows) {
    no += 1;
    if (no === 0) continue;
    batch.push({ no, line, cells, fault: widthFault(cells, width) });
    for (const cell of cells) size += typeof cell === 'string' ? cell.length : 1;
    if (batch.length < RECORDS_AT_ONCE && size < BATCH_BYTES) continue;
    yield batch;
    [batch, size] = [[], 0];
  }
  if (batch.length > 0) yield batch;
}

function widthFault(cells: Scalar[], width: number): TableRecord['fault'] {
  if (cells.length <= width) return null;
  return {
    value: excerpt(cells.slice(width).join(' ').trim()),
    reason: `has ${cells.length} values for ${width} columns`,
  };
}
