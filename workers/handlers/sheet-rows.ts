import type { SheetColumn } from './sheet-columns.ts';
import type { ExcelValue } from './sheet-values.ts';

/** In points, as Excel counts them for the normal font. */
const LINE_HEIGHT = 15;
/** The highest row that Excel shows. */
const MAX_HEIGHT = 409;

/**
 * The height of a row whose texts take several lines; undefined for an ordinary row. Not every program measures the
 * rows of a workbook that it opens, and then only the first line would be seen.
 */
export function rowHeight(values: ExcelValue[], columns: SheetColumn[]): number | undefined {
  let lines = 1;
  for (const [at, { width, wraps }] of columns.entries()) {
    const value = values[at];
    if (wraps && typeof value === 'string') lines = Math.max(lines, linesIn(value, width));
  }
  return lines === 1 ? undefined : Math.min(MAX_HEIGHT, lines * LINE_HEIGHT);
}

function linesIn(text: string, width: number): number {
  let lines = 0;
  for (const line of text.split('\n')) lines += Math.max(1, Math.ceil(line.length / width));
  return lines;
}
