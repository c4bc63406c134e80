import { type DocumentBlock, headingLevel, type ListItem, type TableColumn } from './blocks.ts';
import { isNumeric, shownValue } from '../../src/documents/cell-values.ts';
import type { Block, Column, DocumentInput, Scalar } from '../../src/documents/model.ts';
import { markdownBlocks } from './markdown.ts';

/** The blocks of a document or a PDF, from either form of the input. */
export function documentBlocks(input: DocumentInput): DocumentBlock[] {
  return 'markdown' in input ? markdownBlocks(input.markdown) : normalBlocks(input.blocks);
}

/** Turns the blocks of an input into those that are drawn. */
export function normalBlocks(blocks: Block[]): DocumentBlock[] {
  return blocks.map(normalBlock);
}

/** Every line end of Unix, Windows and old Macs as the one line feed that the writers know. */
export function withLineFeeds(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}

function normalBlock(block: Block): DocumentBlock {
  switch (block.type) {
    case 'heading':
      return { type: 'heading', level: headingLevel(block.level), text: withLineFeeds(block.text) };
    case 'paragraph':
      return { type: 'paragraph', text: withLineFeeds(block.text), look: 'plain' };
    case 'list':
      return {
        type: 'list',
        items: block.items.map((text, index) => flatItem(text, block.ordered ? index + 1 : null)),
      };
    case 'table':
      return { type: 'table', columns: block.columns.map(tableColumn), rows: block.rows.map(rowOf(block.columns)) };
    case 'page-break':
      return { type: 'page-break' };
  }
}

function flatItem(text: string, number: number | null): ListItem {
  return { text: withLineFeeds(text), depth: 0, number };
}

function tableColumn(column: Column): TableColumn {
  return { header: withLineFeeds(column.header), align: isNumeric(column.type) ? 'right' : 'left' };
}

/** Fills short rows up, so that every row has a cell for each column. */
function rowOf(columns: Column[]): (row: Scalar[]) => string[] {
  return (row) => columns.map((column, at) => withLineFeeds(shownValue(row[at] ?? null, column.type)));
}
