import type { Scalar } from '../../../../src/documents/model.ts';
import type { SpooledFile } from '../../read-input.ts';
import { FileFormatError } from '../../ooxml/file-format-error.ts';
import { readXlsxRows, type ReadXlsxOptions } from '../../xlsx/read-xlsx.ts';
import { InvalidData } from '../invalid-data.ts';
import { inBatches, type RawTable } from './raw-table.ts';

/** A sheet of a workbook, read anew each time: the first row that is not empty has the headers. */
export async function xlsxSource(
  { path, name }: SpooledFile,
  sheet: string | undefined,
  signal: AbortSignal,
): Promise<RawTable> {
  const options = { ...(sheet === undefined ? {} : { sheet }), signal };
  const rows = (): AsyncGenerator<Scalar[]> => filledRows(path, name, options);
  const headers = await firstRow(rows, name);
  return {
    name,
    headers,
    mayLackColumns: false,
    batches: () => inBatches(rowsBelow(rows, headers.length, name)),
    isText: false,
    decimalComma: false,
    types: [],
    rowCount: null,
  };
}

async function firstRow(rows: () => AsyncGenerator<Scalar[]>, name: string): Promise<string[]> {
  for await (const row of rows()) return row.map((cell) => (cell === null ? '' : String(cell).trim()));
  throw new InvalidData(`${name}: the sheet is empty`);
}

async function* rowsBelow(rows: () => AsyncGenerator<Scalar[]>, width: number, name: string): AsyncGenerator<Scalar[]> {
  let number = -1;
  for await (const row of rows()) {
    number += 1;
    if (number === 0) continue;
    if (row.length > width)
      throw new InvalidData(`${name}: row ${number} has ${row.length} cells for ${width} columns`);
    yield row;
  }
}

/** The rows that have a value, without the empty cells at their ends. */
async function* filledRows(path: string, name: string, options: ReadXlsxOptions): AsyncGenerator<Scalar[]> {
  try {
    for await (const cells of readXlsxRows(path, options)) {
      const width = cells.findLastIndex((cell) => cell !== null && cell !== '') + 1;
      if (width > 0) yield cells.slice(0, width);
    }
  } catch (error) {
    throw error instanceof FileFormatError ? new InvalidData(`${name}: ${error.message}`) : error;
  }
}
