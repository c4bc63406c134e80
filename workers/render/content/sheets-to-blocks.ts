import type { Block, Sheet, Slide } from './content.ts';
import { tableBlocks } from './divide-columns.ts';
import type { Reading } from './reading.ts';
import { sheetChartBlock } from './sheet-chart-block.ts';

/** Sheets as pages are written: a heading with the name, the table, and its charts. */
export async function sheetsToBlocks(sheets: Sheet[], reading: Reading): Promise<Block[]> {
  const blocks: Block[] = [];
  for (const [index, sheet] of sheets.entries()) {
    blocks.push({ type: 'heading', level: 1, runs: [{ text: sheet.name }], anchor: reading.nextAnchor() });
    blocks.push(...(await contentOf(sheet, `/sheets/${index}`, reading)));
  }
  return blocks;
}

/** Sheets as slides: one for each, and more where the rows need them. */
export async function sheetsToSlides(sheets: Sheet[], reading: Reading): Promise<Slide[]> {
  const slides: Slide[] = [];
  for (const [index, sheet] of sheets.entries()) {
    const blocks = await contentOf(sheet, `/sheets/${index}`, reading);
    slides.push({ title: sheet.name, blocks, notes: null, section: null });
  }
  return slides;
}

async function contentOf(sheet: Sheet, pointer: string, reading: Reading): Promise<Block[]> {
  const blocks: Block[] = tableBlocks(sheet.table, null, pointer, reading);
  for (const [at, chart] of sheet.charts.entries()) {
    const block = await sheetChartBlock(chart, sheet, `${pointer}/charts/${at}`, reading);
    if (block) blocks.push(block);
  }
  return blocks;
}
