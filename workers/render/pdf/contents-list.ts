import type { Block, Heading, TableOfContents } from '../content/content.ts';
import type { Line } from '../text/lines.ts';
import { drawLine, number, rgb, type Surface } from './draw-line.ts';
import { type HeadingMarks, textOf } from './headings.ts';
import { linesOf, plain, type Press } from './press.ts';
import { tagged } from './tags.ts';
import { drawLineIn, drawLines, heightOf, wholeWidth } from './text-blocks.ts';

const INDENT = 14;
/** Kept free for the numbers of the pages. */
const NUMBER_ROOM = 30;
const DOT_DISTANCE = 4;

interface Entry {
  anchor: string;
  /** Where its last line ends, and where its number goes. */
  textEnd: number;
  baseline: number;
  isBold: boolean;
}

/**
 * Lists the headings of the document, each leading to its place. The numbers of their pages are drawn when all pages
 * are there.
 */
export function* drawContents(
  press: Press,
  { title, depth }: TableOfContents,
  blocks: readonly Block[],
  marks: HeadingMarks,
): Generator<void> {
  const { pages, styles } = press;
  if (title !== null) {
    const style = styles.headings[2];
    pages.space(style.before);
    pages.tags.open('Caption');
    yield* drawLines(pages, linesOf(press, plain(title, style), pages.width), wholeWidth(pages, style));
    pages.tags.close();
    pages.space(style.after);
  }
  let entries: Entry[] = [];
  let page = 0;
  for (const block of blocks) {
    if (block.type !== 'heading' || block.level > depth) continue;
    const lines = entryLines(press, block);
    const height = lines.reduce((sum, line) => sum + heightOf(line, styles.contents.leading), 0);
    if (height > pages.room() && !pages.isFresh()) pages.newPage();
    pages.open();
    if (page !== pages.number) {
      const listed: Entry[] = (entries = []);
      page = pages.number;
      pages.later((surface) => listed.forEach((entry) => drawNumber(press, surface, entry, marks)));
    }
    entries.push(drawEntry(press, block, lines, height));
    yield;
  }
  pages.space(styles.body.after * 2);
}

function entryLines(press: Press, { level, runs }: Heading): Line[] {
  const width = press.pages.width - INDENT * (level - 1) - NUMBER_ROOM;
  return [...linesOf(press, plain(textOf(runs), entryStyle(press, level === 1)), width)];
}

function entryStyle({ styles }: Press, isBold: boolean): Press['styles']['contents'] {
  return { ...styles.contents, look: { ...styles.contents.look, bold: isBold } };
}

function drawEntry(press: Press, { level, anchor }: Heading, lines: Line[], height: number): Entry {
  const { pages, styles, direction } = press;
  const isMirrored = direction === 'rtl';
  const indent = INDENT * (level - 1);
  const width = pages.width - indent - NUMBER_ROOM;
  const left = isMirrored ? pages.left + NUMBER_ROOM : pages.left + indent;
  const { leading } = styles.contents;
  const top = pages.y;
  let y = top;
  tagged(pages.tags, 'TOCI', () => {
    for (const line of lines) {
      drawLineIn(pages, line, y, { left, width, leading, align: isMirrored ? 'right' : 'left' });
      y += heightOf(line, leading);
    }
  });
  pages.file.document.goTo(pages.left, top, pages.width, height, anchor);
  pages.y = y;
  const used = lines.at(-1)?.width ?? 0;
  const textEnd = isMirrored ? left + width - used : left + used;
  const baseline = y - leading / 2 + styles.contents.look.size * 0.357;
  return { anchor, textEnd, baseline, isBold: level === 1 };
}

function drawNumber(press: Press, surface: Surface, entry: Entry, { pageOf }: HeadingMarks): void {
  const { pages, styles, direction } = press;
  const page = pageOf.get(entry.anchor);
  if (page === undefined) return;
  const line = linesOf(press, plain(String(page), entryStyle(press, entry.isBold)), NUMBER_ROOM * 2).next().value;
  if (!line) return;
  const isMirrored = direction === 'rtl';
  const right = pages.left + pages.width;
  drawLine(surface, line, isMirrored ? pages.left : right - line.width, entry.baseline);
  // On a common raster, so that the dots of all lines stand below each other.
  const edge = isMirrored ? pages.left + line.width + 6 : right - line.width - 6;
  const end = isMirrored ? entry.textEnd - 6 : entry.textEnd + 6;
  const [from, to] = isMirrored ? [edge, end] : [end, edge];
  const first = Math.ceil(from / DOT_DISTANCE) * DOT_DISTANCE;
  if (to - first < DOT_DISTANCE) return;
  const y = number(entry.baseline - 1);
  const dots = `[0 ${DOT_DISTANCE}] 0 d 1 J 0.9 w ${rgb(styles.colors.muted)} RG`;
  surface.draw(`${dots} ${number(first)} ${y} m ${number(to)} ${y} l S [] 0 d 0 J`);
}
