import type { List, ListItem } from '../content/content.ts';
import { directionOf } from '../text/characters.ts';
import type { Line } from '../text/lines.ts';
import { number, rgb } from './draw-line.ts';
import { textOf } from './headings.ts';
import { linesOf, plain, type Press, styled } from './press.ts';
import type { TextStyle } from './styles.ts';
import { tagged } from './tags.ts';
import { drawLineIn, drawLines } from './text-blocks.ts';

const INDENT = 17;
const MARK_GAP = 6;
const BULLETS = ['•', '–', '▪'];
const BOX = 7.5;

/** Draws a list with its nested lists. Marks stand at the side where the lines of their item begin. */
export function* drawList(press: Press, { items }: List): Generator<void> {
  const { pages, styles } = press;
  const markWidths = widthsOfNumbers(press, items);
  for (const [at, item] of items.entries()) {
    pages.tags.open('LI');
    yield* drawItem(press, item, markWidths[at] ?? INDENT);
    pages.tags.close();
    pages.space(styles.item.after);
  }
  pages.space(styles.body.after);
}

function* drawItem(press: Press, item: ListItem, markWidth: number): Generator<void> {
  const { pages, styles } = press;
  const style = styles.item;
  const isRightToLeft = directionOf(textOf(item.runs), press.direction) === 'rtl';
  const indent = INDENT * item.depth + markWidth;
  const width = pages.width - indent;
  const behind = (top: number, _height: number, isFirst: boolean): void => {
    if (!isFirst) return;
    tagged(pages.tags, 'Lbl', () => drawMark(press, item, { top, indent, isRightToLeft }));
    pages.tags.open('LBody');
  };
  yield* drawLines(pages, linesOf(press, styled(item.runs, style, styles), width), {
    left: isRightToLeft ? pages.left : pages.left + indent,
    width,
    leading: style.leading,
    align: isRightToLeft ? 'right' : 'left',
    padding: 0,
    behind,
  });
  pages.tags.close();
}

interface MarkPlace {
  top: number;
  /** From the edge to the text. */
  indent: number;
  isRightToLeft: boolean;
}

function drawMark(press: Press, item: ListItem, { top, indent, isRightToLeft }: MarkPlace): void {
  const { pages, styles } = press;
  const edge = isRightToLeft ? pages.left + pages.width - indent : pages.left + indent;
  if (item.checked !== null) {
    const left = isRightToLeft ? edge + MARK_GAP - 1 : edge - MARK_GAP + 1 - BOX;
    return drawTaskBox(press, left, top + (styles.item.leading - BOX) / 2, item.checked);
  }
  const line = markLine(press, item);
  if (!line) return;
  const left = isRightToLeft ? edge + MARK_GAP : edge - MARK_GAP - line.width;
  drawLineIn(pages, line, top, { left, width: line.width, leading: styles.item.leading, align: 'left' });
}

function markLine(press: Press, { number: ordinal, depth }: ListItem): Line | null {
  const { item, colors } = press.styles;
  const style: TextStyle = ordinal === null ? { ...item, look: { ...item.look, color: colors.accent } } : item;
  const mark = ordinal === null ? (BULLETS[depth % BULLETS.length] ?? '•') : `${ordinal}.`;
  return linesOf(press, plain(mark, style), Infinity).next().value ?? null;
}

function drawTaskBox({ pages, styles }: Press, left: number, top: number, isTicked: boolean): void {
  const { accent, muted } = styles.colors;
  const box = `${number(left)} ${number(top)} ${BOX} ${BOX} re`;
  if (!isTicked) return pages.draw(`${rgb(muted)} RG 0.8 w ${box} S`);
  const [x1, x2, x3] = [left + 1.6, left + 3.2, left + 6].map(number);
  const [y1, y2, y3] = [top + 3.9, top + 5.6, top + 2].map(number);
  pages.draw(`${rgb(accent)} rg ${rgb(accent)} RG 0.8 w ${box} B`);
  pages.draw(`1 1 1 RG 1.1 w 1 J 1 j ${x1} ${y1} m ${x2} ${y2} l ${x3} ${y3} l S 0 J 0 j`);
}

/** The numbers of one list are as wide as its widest: their points stand below each other. */
function widthsOfNumbers(press: Press, items: ListItem[]): number[] {
  const widest = new Map<number, number>();
  for (const { number: ordinal, depth } of items) {
    if (ordinal !== null) widest.set(depth, Math.max(widest.get(depth) ?? 0, ordinal));
  }
  const digit = press.styles.item.look.size * 0.58;
  const widthOf = (ordinal: number): number => (String(ordinal).length + 0.5) * digit + MARK_GAP;
  return items.map(({ depth, number: ordinal }) =>
    ordinal === null ? INDENT : Math.max(INDENT, widthOf(widest.get(depth) ?? 0)),
  );
}
