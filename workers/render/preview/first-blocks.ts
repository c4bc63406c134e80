import type { Block, Run, Table } from '../content/content.ts';

/** More lines than any page has that a theme can ask for. */
const MAX_LINES = 120;
const LINE_CHARACTERS = 60;
/** Of a picture or chart: it may be small. */
const PICTURE_LINES = 8;

/**
 * The beginning of a document: as many of its blocks as can stand on a first page, and a little more. Long ones are cut,
 * so that drawing it takes no longer for a large document than for a small one.
 */
export function firstBlocks(blocks: Block[]): Block[] {
  const kept: Block[] = [];
  let lines = 0;
  for (const block of blocks) {
    if (lines >= MAX_LINES || (block.type === 'page-break' && kept.length > 0)) break;
    kept.push(shortened(block));
    lines += linesOf(block);
  }
  return kept.some(({ type }) => type === 'table-of-contents')
    ? [...kept, ...laterHeadings(blocks, kept.length)]
    : kept;
}

/** What a table of contents lists stands further on. */
function laterHeadings(blocks: Block[], from: number): Block[] {
  const headings = blocks.slice(from).filter(({ type }) => type === 'heading');
  return headings.slice(0, MAX_LINES);
}

function shortened(block: Block): Block {
  switch (block.type) {
    case 'paragraph':
    case 'heading':
    case 'callout':
      return { ...block, runs: firstRuns(block.runs) };
    case 'code':
      return {
        ...block,
        text: block.text
          .split('\n', MAX_LINES)
          .join('\n')
          .slice(0, MAX_LINES * LINE_CHARACTERS),
      };
    case 'list':
      return {
        ...block,
        items: block.items.slice(0, MAX_LINES).map((item) => ({ ...item, runs: firstRuns(item.runs) })),
      };
    case 'table':
      return { ...block, table: firstRows(block.table) };
    default:
      return block;
  }
}

function firstRuns(runs: Run[]): Run[] {
  const kept: Run[] = [];
  let room = MAX_LINES * LINE_CHARACTERS * 2;
  for (const run of runs) {
    if (room <= 0) break;
    kept.push(run.text.length <= room ? run : { ...run, text: run.text.slice(0, room).toWellFormed() });
    room -= run.text.length;
  }
  return kept;
}

/** Rows that are left out take the totals with them: those of the rest would be wrong. */
function firstRows(table: Table): Table {
  if ((table.rowCount ?? table.sample.length) <= MAX_LINES) return table;
  return {
    columns: table.columns.map((column) => ({ ...column, total: null })),
    async *rows() {
      let left = MAX_LINES;
      for await (const row of table.rows()) {
        yield row;
        left -= 1;
        if (left === 0) return;
      }
    },
    sample: table.sample.slice(0, MAX_LINES),
    rowCount: MAX_LINES,
  };
}

function linesOf(block: Block): number {
  switch (block.type) {
    case 'heading':
    case 'paragraph':
    case 'callout':
      return linesOfRuns(block.runs);
    case 'code':
      return block.text.split('\n', MAX_LINES).length;
    case 'list':
      return block.items.slice(0, MAX_LINES).reduce((lines, { runs }) => lines + linesOfRuns(runs), 0);
    case 'table':
      return 1 + (block.table.rowCount ?? block.table.sample.length);
    case 'image':
    case 'chart':
      return PICTURE_LINES;
    case 'table-of-contents':
    case 'rule':
    case 'page-break':
      return 1;
  }
}

function linesOfRuns(runs: Run[]): number {
  const characters = runs.reduce((sum, { text }) => sum + text.length, 0);
  return 1 + Math.floor(characters / LINE_CHARACTERS / 2);
}
