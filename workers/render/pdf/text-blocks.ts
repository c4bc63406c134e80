import type { FontName } from '../text/font-files.ts';
import type { Line } from '../text/lines.ts';
import { drawLine, stretches } from './draw-line.ts';
import type { Pages } from './pages.ts';
import type { TextStyle } from './styles.ts';

export type Align = 'start' | 'left' | 'center' | 'right';

/** Where lines go, and what is drawn behind them. Lengths are points. */
export interface TextBox {
  left: number;
  width: number;
  leading: number;
  align: Align;
  /** Kept free above and below the lines, on every page that they take. */
  padding: number;
  /** Draws what stands behind the part of the box that is on this page. */
  behind?: (top: number, height: number, isFirst: boolean) => void;
}

/** Marks above and below the letters of these scripts need more room. */
const TALL: Partial<Record<FontName, number>> = { arabic: 1.1, thai: 1.06, devanagari: 1.06 };
/** Where the middle of a capital letter stands above the baseline, as a part of the font's size. */
const HALF_CAPITAL = 0.357;

/**
 * Draws lines below what is there, over as many pages as they take; yields after each. Neither the first line of a text
 * stands alone at the foot of a page, nor the last at the head of the next.
 */
export function* drawLines(pages: Pages, lines: Iterator<Line>, box: TextBox): Generator<void> {
  const queue: Line[] = [];
  const has = (count: number): boolean => {
    while (queue.length < count) {
      const { value, done } = lines.next();
      if (done) return false;
      queue.push(value);
    }
    return true;
  };
  let isFirst = true;
  while (has(1)) {
    const fitting = countFitting(pages.room() - 2 * box.padding, box.leading, queue, has);
    const count = withoutLoners(fitting, queue, has, isFirst && !pages.isFresh());
    if (count === 0 && !pages.isFresh()) {
      pages.newPage();
      continue;
    }
    drawPortion(pages, queue.splice(0, Math.max(1, count)), box, isFirst);
    isFirst = false;
    yield;
    if (has(1)) pages.newPage();
  }
}

/** Draws one line whose box begins at `top`. */
export function drawLineIn(
  pages: Pages,
  line: Line,
  top: number,
  box: Pick<TextBox, 'left' | 'width' | 'leading' | 'align'>,
): void {
  const height = heightOf(line, box.leading);
  const left = box.left + indent(line, box);
  const size = Math.max(0, ...line.pieces.map(({ look }) => look.size));
  const baseline = top + height / 2 + size * HALF_CAPITAL;
  drawLine(pages, line, left, baseline);
  for (const { x, width, value } of stretches(line.pieces, left, ({ look }) => look.link)) {
    pages.file.document.link(x, top, width, height, asciiAddress(value));
  }
}

/** How high a line is. */
export function heightOf(line: Line, leading: number): number {
  let factor = 1;
  for (const { font } of line.pieces) factor = Math.max(factor, TALL[font.name] ?? 1);
  return leading * factor;
}

/** A box as wide as the text of a page. */
export function wholeWidth(pages: Pages, { leading }: TextStyle): TextBox {
  return { left: pages.left, width: pages.width, leading, align: 'start', padding: 0 };
}

function countFitting(room: number, leading: number, queue: Line[], has: (count: number) => boolean): number {
  let count = 0;
  let height = 0;
  while (has(count + 1)) {
    const line = queue[count];
    height += line ? heightOf(line, leading) : leading;
    if (height > room + 0.01) break;
    count += 1;
  }
  return count;
}

function withoutLoners(fitting: number, queue: Line[], has: (count: number) => boolean, mayMove: boolean): number {
  if (!has(fitting + 1)) return fitting;
  if (fitting === 1 && mayMove) return 0;
  const leavesOne = !has(fitting + 2) && queue.length === fitting + 1;
  if (!leavesOne) return fitting;
  if (fitting > 2) return fitting - 1;
  return mayMove ? 0 : fitting;
}

function drawPortion(pages: Pages, portion: Line[], box: TextBox, isFirst: boolean): void {
  pages.open();
  const height = portion.reduce((sum, line) => sum + heightOf(line, box.leading), 2 * box.padding);
  box.behind?.(pages.y, height, isFirst);
  let top = pages.y + box.padding;
  pages.tags.mark(() => {
    for (const line of portion) {
      drawLineIn(pages, line, top, box);
      top += heightOf(line, box.leading);
    }
  });
  pages.y += height;
}

function indent(line: Line, { width, align }: Pick<TextBox, 'width' | 'align'>): number {
  const spare = width - line.width;
  if (align === 'center') return spare / 2;
  const isRight = align === 'right' || (align !== 'left' && line.direction === 'rtl');
  return isRight ? spare : 0;
}

/** Addresses in a PDF are ASCII (ISO 32000-1, 12.6.4.7). */
function asciiAddress(address: string): string {
  return URL.canParse(address) ? new URL(address).href : encodeURI(address);
}
