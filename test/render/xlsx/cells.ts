import { readSheet } from 'read-excel-file/node';
import type { Cell, TableColumn } from '../../../workers/render/content/content.ts';
import { partsOf } from './files.ts';
import { sheet, workbook, written, type WrittenFile } from './workbooks.ts';

export const SHEET = 'xl/worksheets/sheet1.xml';

/** One column of cells, written. */
export async function cellsOf(
  columns: TableColumn[],
  ...rows: Cell[][]
): Promise<WrittenFile & { xml: string; read: unknown[][] }> {
  const file = await written(workbook(sheet('S', columns, rows)));
  const xml = partsOf(file.bytes).get(SHEET) ?? '';
  return { ...file, xml, read: (await readSheet(file.bytes)).slice(1) };
}

/** The `c` element of a cell. */
export function cell(xml: string, reference: string): string {
  return new RegExp(`<c r="${reference}".*?(?:/>|</c>)`, 's').exec(xml)?.[0] ?? '';
}

/** The number format, fill and so on of a cell. */
export function styleOf(bytes: Uint8Array, reference: string): string {
  const parts = partsOf(bytes);
  const number = Number(/s="(\d+)"/.exec(cell(parts.get(SHEET) ?? '', reference))?.[1]);
  const styles = parts.get('xl/styles.xml') ?? '';
  const formats = [...(/<cellXfs.*?<\/cellXfs>/.exec(styles)?.[0] ?? '').matchAll(/<xf .*?(?:\/>|<\/xf>)/g)];
  return formats[number]?.[0] ?? '';
}

export function formatOf(bytes: Uint8Array, reference: string): string | undefined {
  const id = /numFmtId="(\d+)"/.exec(styleOf(bytes, reference))?.[1];
  const styles = partsOf(bytes).get('xl/styles.xml') ?? '';
  const code = new RegExp(`<numFmt numFmtId="${id}" formatCode="([^"]*)"`).exec(styles)?.[1] ?? `built-in ${id}`;
  return code.replaceAll('&quot;', '"');
}
