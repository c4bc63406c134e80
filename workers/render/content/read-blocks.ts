import type {
  Block as InputBlock,
  ChartBlock as InputChart,
  ImageBlock,
  ListItem as InputItem,
} from '../../../src/documents/model.ts';
import { type Block, type ChartSeries, type HeadingLevel, type ListItem, MAX_LIST_DEPTH } from './content.ts';
import { chartLook } from './chart-look.ts';
import { tableBlocks } from './divide-columns.ts';
import { readPicture } from './read-picture.ts';
import { readTable } from './read-table.ts';
import type { Reading } from './reading.ts';
import { runsOf, withLineFeeds } from './rich-text.ts';

/** The blocks of a document or a slide. A picture that cannot be shown becomes its description. */
export async function readBlocks(blocks: InputBlock[], pointer: string, reading: Reading): Promise<Block[]> {
  const read: Block[] = [];
  for (const [index, input] of blocks.entries()) {
    for (const block of await readBlock(input, `${pointer}/${index}`, reading)) {
      reading.places.set(block, `${pointer}/${index}`);
      read.push(block);
    }
  }
  return read;
}

async function readBlock(block: InputBlock, pointer: string, reading: Reading): Promise<Block[]> {
  switch (block.type) {
    case 'heading': {
      const level = block.level as HeadingLevel;
      return [{ type: 'heading', level, runs: runsOf(block.text), anchor: reading.nextAnchor() }];
    }
    case 'paragraph':
      return [{ type: 'paragraph', runs: runsOf(block.text), look: 'plain' }];
    case 'quote':
      return [{ type: 'paragraph', runs: runsOf(block.text), look: 'quote' }];
    case 'code':
      return [{ type: 'code', text: withLineFeeds(block.text) }];
    case 'list': {
      const items = [...listItems(block.items, block.ordered ? (block.start ?? 1) : null, 0)];
      return [{ type: 'list', items }];
    }
    case 'table': {
      const caption = block.caption === undefined ? null : runsOf(block.caption);
      return tableBlocks(await readTable(block, pointer, reading), caption, pointer, reading);
    }
    case 'image':
      return [await imageBlock(block, pointer, reading)];
    case 'chart':
      return [chartBlock(block, pointer, reading)];
    case 'callout': {
      const { tone = 'info', title = null, text } = block;
      return [{ type: 'callout', tone, title, runs: runsOf(text) }];
    }
    case 'table-of-contents': {
      const depth = (block.depth ?? 3) as HeadingLevel;
      return [{ type: 'table-of-contents', title: block.title ?? null, depth }];
    }
    case 'rule':
    case 'page-break':
      return [{ type: block.type }];
  }
}

function* listItems(items: InputItem[], first: number | null, depth: number): Generator<ListItem> {
  for (const [index, item] of items.entries()) {
    const number = first === null ? null : first + index;
    if (typeof item === 'string') {
      yield { runs: runsOf(item), depth, number, checked: null };
      continue;
    }
    yield { runs: runsOf(item.text), depth, number, checked: item.checked ?? null };
    const inner = Math.min(depth + 1, MAX_LIST_DEPTH);
    if (item.items) yield* listItems(item.items, item.ordered ? 1 : null, inner);
  }
}

async function imageBlock(block: ImageBlock, pointer: string, reading: Reading): Promise<Block> {
  const picture = await readPicture(block.source, `${pointer}/source`, reading);
  if (!picture) return { type: 'paragraph', runs: [{ text: block.alt, italic: true }], look: 'plain' };
  return {
    type: 'image',
    picture,
    alt: block.alt,
    caption: block.caption === undefined ? null : runsOf(block.caption),
    widthShare: block.widthPercent === undefined ? null : block.widthPercent / 100,
  };
}

function chartBlock(block: InputChart, pointer: string, reading: Reading): Block {
  const series = block.series.map(({ name, values, xValues }): ChartSeries => ({
    name,
    values,
    xValues: xValues ?? null,
  }));
  const look = chartLook(block, series.length, pointer, reading);
  return { type: 'chart', chart: { ...look, categories: block.categories ?? [], series } };
}
