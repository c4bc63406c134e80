import type { ExportFile, Scalar } from '../../src/documents/model.ts';
import type { JsonValue } from '../handler.ts';
import type { WorkbookContent } from '../render/content/content.ts';
import { makeTable } from '../render/content/make-table.ts';
import { newReading } from '../render/content/reading.ts';
import type { RawTable } from '../render/content/sources/raw-table.ts';
import type { RenderControls } from '../render/controls.ts';
import { resolveTheme } from '../render/theme/resolve-theme.ts';
import { writeXlsx } from '../render/xlsx/write-xlsx.ts';
import type { ExportSource } from './export-source.ts';

const MAX_SHEET_NAME_CHARS = 31;

/**
 * Rows as a workbook with one sheet (or several, where there are more rows than a sheet holds).
 *
 * @param name the file's, without its extension
 * @param pointer where the file is in the input, for warnings
 */
export async function* exportXlsx(
  file: ExportFile,
  source: ExportSource,
  { name, title, pointer }: { name: string; title: string | null; pointer: string },
  controls: RenderControls,
): AsyncGenerator<Uint8Array> {
  const order = { columns: file.columns, inPlace: false, infers: true, pointer };
  const table = await makeTable(rawTable(source), order, newReading('xlsx', {}, controls));
  const content: WorkbookContent = {
    metadata: { title: title ?? name, subject: null, author: null, company: null, keywords: [], language: null },
    theme: await resolveTheme(undefined, async () => null),
    sheets: [
      {
        name: sheetName(name),
        table,
        freeze: { rows: 1, columns: 0 },
        filter: true,
        conditionalFormats: [],
        charts: [],
      },
    ],
  };
  yield* writeXlsx(content, controls);
}

function rawTable(source: ExportSource): RawTable {
  const { name, headers, mayLackColumns, isText, types, rowCount } = source;
  return { name, headers, mayLackColumns, isText, types, rowCount, decimalComma: false, batches: () => cells(source) };
}

async function* cells(source: ExportSource): AsyncGenerator<Scalar[][]> {
  for await (const batch of source.batches()) yield batch.map((row) => row.map(cellOf));
}

function cellOf(value: JsonValue | undefined): Scalar {
  if (value === undefined) return null;
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
}

/** Without what Excel does not take in the name of a sheet. */
function sheetName(name: string): string {
  const plain = name
    .replace(/[[\]:*?/\\]/g, ' ')
    .replace(/^'+|'+$/g, '')
    .trim();
  const short = plain.slice(0, MAX_SHEET_NAME_CHARS).toWellFormed().replaceAll('\uFFFD', '').trim();
  return short === '' || short.toLowerCase() === 'history' ? 'Data' : short;
}
