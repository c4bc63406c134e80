import { SAMPLE_ROWS, type TableBlock } from '../content/content.ts';
import type { Box } from './geometry.ts';
import { heightOf, plainParagraph } from './slide-text.ts';
import { tableLooks } from './table-look.ts';
import { headerRows, tableRows } from './table-rows.ts';

/** More rows than there is room for are not measured. */
const LEAST_ROW_HEIGHT = 18;

/** How high a table is as a whole; infinite when it is too long to be looked at as a whole, or does not fit as one. */
export function tableHeight({ table, caption }: TableBlock, region: Box, size: number): number {
  const isWhole = table.rowCount === null ? table.sample.length < SAMPLE_ROWS : table.rowCount <= table.sample.length;
  if (!isWhole || table.sample.length > region.height / LEAST_ROW_HEIGHT) return Infinity;
  const [look, ...furtherLooks] = tableLooks(table, region.width, size);
  if (!look || furtherLooks.length > 0) return Infinity;
  const rows = [...headerRows(look, region.height).rows];
  for (const cells of table.sample) rows.push(...tableRows(cells, look, 'body', region.height));
  // Totals are in one line each.
  const lastRow = table.columns.some(({ total }) => total !== null) ? (rows[0]?.height ?? 0) : 0;
  const captionHeight = caption ? heightOf([plainParagraph(caption, 'label')], region.width, size) + size * 0.6 : 0;
  return captionHeight + lastRow + rows.reduce((height, row) => height + row.height, 0);
}
