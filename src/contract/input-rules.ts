import type { InputFault } from './job-input.ts';
import type { Block, JobType, PresentationInput, SpreadsheetInput, TableBlock } from './types.ts';

/** What a schema cannot say: names that must differ, and rows no wider than their columns. `input` fits its schema. */
export function findInputContradictions(type: JobType, input: unknown): InputFault[] {
  switch (type) {
    case 'spreadsheet':
      return spreadsheetFaults(input as SpreadsheetInput);
    case 'presentation':
      return slidesFaults((input as PresentationInput).slides ?? []);
    case 'document':
    case 'pdf':
      return blockFaults((input as { blocks?: Block[] }).blocks ?? [], '/input/blocks');
  }
}

function spreadsheetFaults({ sheets }: SpreadsheetInput): InputFault[] {
  const seen = new Set<string>();
  return sheets.flatMap((sheet, index) => {
    const name = sheet.name.normalize('NFC').toLowerCase();
    const twice = seen.has(name)
      ? [{ pointer: `/input/sheets/${index}/name`, detail: 'must differ from the other sheets' }]
      : [];
    seen.add(name);
    return [...twice, ...wideRows(sheet, `/input/sheets/${index}`)];
  });
}

function slidesFaults(slides: NonNullable<PresentationInput['slides']>): InputFault[] {
  return slides.flatMap((slide, index) => blockFaults(slide.blocks, `/input/slides/${index}/blocks`));
}

function blockFaults(blocks: Block[], pointer: string): InputFault[] {
  return blocks.flatMap((block, index) => (block.type === 'table' ? wideRows(block, `${pointer}/${index}`) : []));
}

/** The first row that is too wide: one is enough to see the mistake, and a sheet may have a million. */
function wideRows(table: Pick<TableBlock, 'columns' | 'rows'>, pointer: string): InputFault[] {
  const width = table.columns.length;
  const row = table.rows.findIndex((cells) => cells.length > width);
  if (row === -1) return [];
  return [{ pointer: `${pointer}/rows/${row}`, detail: `must have at most ${width} cells, one a column` }];
}
