import type { Block, Heading, HeadingLevel } from '../content/content.ts';
import { chartHeight, drawChart } from './charts.ts';
import { drawContents } from './contents-list.ts';
import { drawHeading, type HeadingMarks } from './headings.ts';
import { drawImage, pictureSize } from './images.ts';
import { drawList } from './lists.ts';
import { drawCallout, drawCode, drawParagraph, drawRule } from './paragraphs.ts';
import type { Pictures } from './pictures.ts';
import type { Press } from './press.ts';
import { drawTable } from './tables.ts';
import type { TagName } from './tags.ts';

/** What the blocks of one document share. */
export interface Shared {
  marks: HeadingMarks;
  pictures: Pictures;
}

/** So many lines of what follows have room below a heading: with less, a text of three lines would leave it alone. */
const LINES_WITH_HEADING = 3;
const HEADING_TAGS: Record<HeadingLevel, TagName> = { 1: 'H1', 2: 'H2', 3: 'H3', 4: 'H4', 5: 'H5', 6: 'H6' };
/** What would leave more of a page empty is not kept together. */
const MAX_KEPT_SHARE = 0.8;

/** Draws a block below what is there; yields often enough for the caller to let others run in between. */
export async function* drawBlock(
  press: Press,
  blocks: readonly Block[],
  at: number,
  shared: Shared,
): AsyncGenerator<void> {
  const block = blocks[at];
  if (!block) return;
  if (block.type === 'heading') keepWithNext(press, block, blocks, at);
  const tag = tagOf(block);
  if (tag) press.pages.tags.open(tag);
  yield* drawUntagged(press, block, blocks, shared);
  if (tag) press.pages.tags.close();
  if (block.type === 'page-break' && !press.pages.isFresh() && at < blocks.length - 1) press.pages.newPage();
}

async function* drawUntagged(
  press: Press,
  block: Block,
  blocks: readonly Block[],
  shared: Shared,
): AsyncGenerator<void> {
  switch (block.type) {
    case 'heading':
      return yield* drawHeading(press, block, shared.marks);
    case 'paragraph':
      return yield* drawParagraph(press, block);
    case 'code':
      return yield* drawCode(press, block);
    case 'list':
      return yield* drawList(press, block);
    case 'table':
      return yield* drawTable(press, block);
    case 'image':
      return yield* drawImage(press, block, shared.pictures);
    case 'chart':
      return drawChart(press, block);
    case 'callout':
      return yield* drawCallout(press, block);
    case 'table-of-contents':
      return yield* drawContents(press, block, blocks, shared.marks);
    case 'rule':
      return drawRule(press);
    case 'page-break':
  }
}

/** The element that a block is; null for one that opens its elements itself, or has no content. */
function tagOf(block: Block): TagName | null {
  switch (block.type) {
    case 'heading':
      return HEADING_TAGS[block.level];
    case 'paragraph':
      return block.look === 'quote' ? 'BlockQuote' : 'P';
    case 'code':
    case 'callout':
      return 'P';
    case 'list':
      return 'L';
    case 'table-of-contents':
      return 'TOC';
    default:
      return null;
  }
}

/** A heading does not stand alone at the foot of a page. */
function keepWithNext(press: Press, { level }: Heading, blocks: readonly Block[], at: number): void {
  const { pages, styles } = press;
  pages.space(styles.headings[level].before);
  const height = heightWithNext(press, blocks, at);
  const isKept = height <= (pages.bottom - pages.top) * MAX_KEPT_SHARE;
  if (isKept && height > pages.room() && !pages.isFresh()) pages.newPage();
}

/** How much room a heading needs with the beginning of what follows, headings below it included. */
function heightWithNext(press: Press, blocks: readonly Block[], at: number): number {
  let height = 0;
  for (let index = at; ; index += 1) {
    const block = blocks[index];
    if (block?.type !== 'heading') return height + (block ? beginning(press, block) : 0);
    const style = press.styles.headings[block.level];
    height += style.leading + style.after + (index > at ? style.before : 0);
  }
}

/** How high the part of a block is that must not be parted from the heading above it. */
function beginning(press: Press, block: Block): number {
  const { body, cell, caption } = press.styles;
  switch (block.type) {
    case 'image':
      return pictureSize(press, block.picture, block).height + (block.caption ? caption.leading * 2 : 0);
    case 'chart':
      return chartHeight(press);
    case 'table':
      return cell.leading * 5 + (block.caption ? caption.leading * 2 : 0);
    case 'code':
    case 'callout':
      return body.leading * (LINES_WITH_HEADING + 1);
    case 'page-break':
    case 'rule':
      return 0;
    default:
      return body.leading * LINES_WITH_HEADING;
  }
}
