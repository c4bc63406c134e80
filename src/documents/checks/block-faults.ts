import type { Faults } from '../input-fault.ts';
import type { Block, ListItem, RichText } from '../model.ts';
import { chartBlockFaults } from './chart-faults.ts';
import { pictureFaults } from './picture-faults.ts';
import { rowsFaults } from './rows-faults.ts';

/** Word's limit on the columns of a table; a page or a slide shows far fewer. */
export const MAX_TABLE_COLUMNS = 63;
export const MAX_TABLE_ROWS = 50_000;
/** So many lists may stand inside each other. */
export const MAX_LISTS = 6;

/** What is wrong with blocks of a document or a slide. */
export function* blocksFaults(blocks: Block[], pointer: string): Faults {
  for (const [index, block] of blocks.entries()) yield* blockFaults(block, `${pointer}/${index}`);
}

function* blockFaults(block: Block, pointer: string): Faults {
  switch (block.type) {
    case 'heading':
    case 'paragraph':
    case 'callout':
    case 'quote':
      return yield* richTextFaults(block.text, `${pointer}/text`);
    case 'list':
      return yield* itemsFaults(block.items, `${pointer}/items`, 1);
    case 'table':
      yield* rowsFaults(block, pointer, { rows: MAX_TABLE_ROWS, columns: MAX_TABLE_COLUMNS });
      return yield* richTextFaults(block.caption, `${pointer}/caption`);
    case 'image':
      yield* pictureFaults(block.source, `${pointer}/source`);
      return yield* richTextFaults(block.caption, `${pointer}/caption`);
    case 'chart':
      return yield* chartBlockFaults(block, pointer);
    case 'code':
    case 'table-of-contents':
    case 'rule':
    case 'page-break':
  }
}

function* itemsFaults(items: ListItem[], pointer: string, lists: number): Faults {
  if (lists > MAX_LISTS) return yield { pointer, detail: `more than ${MAX_LISTS} lists stand inside each other` };
  for (const [index, item] of items.entries()) {
    if (typeof item === 'string') continue;
    yield* richTextFaults(item.text, `${pointer}/${index}/text`);
    if (item.items) yield* itemsFaults(item.items, `${pointer}/${index}/items`, lists + 1);
  }
}

/** Office programs call a file damaged over an address that is none. */
function* richTextFaults(text: RichText | undefined, pointer: string): Faults {
  if (text === undefined || typeof text === 'string') return;
  for (const [index, piece] of text.entries()) {
    if (typeof piece === 'string' || piece.link === undefined || URL.canParse(piece.link)) continue;
    yield { pointer: `${pointer}/${index}/link`, detail: 'is not an address' };
  }
}
