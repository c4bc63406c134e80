import type { Block, ChartBlock, Sheet, TableBlock } from './content.ts';
import { chartSheet } from './chart-sheet.ts';
import type { LeftOutKind } from './left-out.ts';
import { NothingToShow } from './nothing-to-show.ts';
import type { Reading } from './reading.ts';
import { textOf } from './rich-text.ts';
import { newSheetNamer } from './sheet-names.ts';

/**
 * Each table and each chart as a sheet, called by its caption or title, or by the heading above it. All else is left
 * out, and told of.
 *
 * @throws NothingToShow when there is neither a table nor a chart
 */
export function blocksToSheets(blocks: Block[], reading: Reading): Sheet[] {
  const nameFor = newSheetNamer();
  const sheets: Sheet[] = [];
  let heading: Block | null = null;
  const carried = new Set<Block>();
  for (const block of blocks) {
    if (block.type === 'heading') heading = block;
    if (block.type !== 'table' && block.type !== 'chart') continue;
    const own = ownName(block);
    const above: string = heading?.type === 'heading' ? textOf(heading.runs) : '';
    if (own === '' && heading) carried.add(heading);
    const name = nameFor(own || above || (block.type === 'table' ? 'Table' : 'Chart'));
    if (block.type === 'table') leaveOutCaption(block, name, reading);
    sheets.push(block.type === 'table' ? tableSheet(block, name) : chartSheet(block.chart, name));
    carried.add(block);
  }
  if (sheets.length === 0) throw new NothingToShow('there is no table and no chart to make a workbook of');
  for (const block of blocks) if (!carried.has(block)) leaveOut(block, reading);
  return sheets;
}

function ownName(block: TableBlock | ChartBlock): string {
  return (block.type === 'table' ? textOf(block.caption ?? []) : (block.chart.title ?? '')).trim();
}

function tableSheet({ table }: TableBlock, name: string): Sheet {
  return { name, table, freeze: { rows: 1, columns: 0 }, filter: true, conditionalFormats: [], charts: [] };
}

/** A name that has all the words says all that the caption says. */
function leaveOutCaption(block: TableBlock, name: string, { leftOut, places }: Reading): void {
  const words = textOf(block.caption ?? []).trim();
  if (words !== '' && words !== name) leftOut.add('caption', `${places.get(block) ?? ''}/caption`);
}

function leaveOut(block: Block, { leftOut, places }: Reading): void {
  const kind = kindOf(block);
  if (kind) leftOut.add(kind, places.get(block) ?? '');
}

function kindOf(block: Block): LeftOutKind | null {
  if (block.type === 'table' || block.type === 'chart') return null;
  if (block.type === 'paragraph' && block.look === 'quote') return 'quote';
  return block.type;
}
