import ExcelJS from 'exceljs';
import type { Warning } from '../../../workers/render/controls.ts';
import { fillXlsxTemplate } from '../../../workers/render/xlsx/fill-xlsx-template.ts';
import type { JsonValue } from '../../../workers/render/xlsx/template/template-values.ts';

export type Values = Record<string, JsonValue>;

/** A template with these cells, by their reference, and whatever is done to the sheet besides. */
export async function template(
  cells: Record<string, ExcelJS.CellValue>,
  more?: (sheet: ExcelJS.Worksheet, book: ExcelJS.Workbook) => void,
): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet('Invoice');
  for (const [reference, value] of Object.entries(cells)) sheet.getCell(reference).value = value;
  more?.(sheet, book);
  return Buffer.from(await book.xlsx.writeBuffer());
}

export interface Filled {
  bytes: Uint8Array;
  sheet: ExcelJS.Worksheet;
  book: ExcelJS.Workbook;
  warnings: Warning[];
}

export async function filled(bytes: Uint8Array, values: Values): Promise<Filled> {
  const warnings: Warning[] = [];
  const controls = {
    signal: new AbortController().signal,
    report: async () => {},
    warn: (warning: Warning) => void warnings.push(warning),
  };
  const result = await fillXlsxTemplate(bytes, values, controls);
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(Buffer.from(result) as unknown as ArrayBuffer);
  const [sheet] = book.worksheets;
  if (!sheet) throw new Error('no sheet');
  return { bytes: result, sheet, book, warnings };
}

/** The formula or value of a cell. */
export function shown(sheet: ExcelJS.Worksheet, reference: string): unknown {
  const { value } = sheet.getCell(reference);
  return typeof value === 'object' && value !== null && 'formula' in value ? `=${value.formula}` : value;
}
