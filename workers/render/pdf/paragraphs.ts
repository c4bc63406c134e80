import type { Callout, CodeBlock, Paragraph } from '../content/content.ts';
import { printable } from '../text/characters.ts';
import { number, rgb } from './draw-line.ts';
import { linesOf, plain, type Press, styled } from './press.ts';
import { mixed } from './styles.ts';
import { drawLines, wholeWidth } from './text-blocks.ts';

const QUOTE_INDENT = 16;
const BAR_WIDTH = 2.5;
const CODE_PADDING = 8;
const CODE_TAB = 4;
const CALLOUT_INDENT = 14;
const CALLOUT_PADDING = 7;
const TONES: Record<Callout['tone'], string> = {
  info: '2563A8',
  success: '2E7D4F',
  warning: 'B7791F',
  danger: 'B3362B',
};

export function* drawParagraph(press: Press, { runs, look }: Paragraph): Generator<void> {
  const { pages, styles } = press;
  const style = look === 'quote' ? styles.quote : styles.body;
  pages.space(style.before);
  if (look === 'plain')
    yield* drawLines(pages, linesOf(press, styled(runs, style, styles), pages.width), wholeWidth(pages, style));
  else yield* drawQuote(press, runs);
  pages.space(style.after);
}

/** Text in a fixed width on a tint; it keeps its blanks. */
export function* drawCode(press: Press, { text }: CodeBlock): Generator<void> {
  const { pages, styles } = press;
  const { code, colors } = styles;
  pages.space(code.before);
  const fill = colors.band === 'FFFFFF' ? mixed('FFFFFF', colors.muted, 0.1) : colors.band;
  const shown = printable(text).replace(/\n$/, '').split('\n').map(withTabStops).join('\n');
  const lines = linesOf(press, [{ text: shown, look: code.look }], pages.width - 2 * CODE_PADDING);
  yield* drawLines(pages, lines, {
    left: pages.left + CODE_PADDING,
    width: pages.width - 2 * CODE_PADDING,
    leading: code.leading,
    align: 'left',
    padding: CODE_PADDING,
    behind: (top, height) => fillBox(press, { left: pages.left, top, width: pages.width, height }, fill),
  });
  pages.space(code.after);
}

/** A box with a bar in the colour of its tone, which may go on over pages. */
export function* drawCallout(press: Press, { tone, title, runs }: Callout): Generator<void> {
  const { pages, styles } = press;
  const color = TONES[tone];
  const body = { ...styles.body, leading: styles.body.look.size * 1.4 };
  const heading = { ...body, look: { ...body.look, bold: true, color } };
  const text = [...(title === null ? [] : plain(`${title}\n`, heading)), ...styled(runs, body, styles)];
  const width = pages.width - 2 * CALLOUT_INDENT;
  pages.space(5);
  yield* drawLines(pages, linesOf(press, text, width), {
    left: pages.left + CALLOUT_INDENT,
    width,
    leading: body.leading,
    align: 'start',
    padding: CALLOUT_PADDING,
    behind(top, height) {
      fillBox(press, { left: pages.left, top, width: pages.width, height }, mixed('FFFFFF', color, 0.08));
      drawBar(press, top, height, color);
    },
  });
  pages.space(11);
}

export function drawRule({ pages, styles }: Press): void {
  pages.space(8);
  if (pages.room() < 20) pages.newPage();
  pages.open();
  const [y, right] = [number(pages.y), number(pages.left + pages.width)];
  pages.draw(`${rgb(styles.colors.line)} RG 0.75 w ${number(pages.left)} ${y} m ${right} ${y} l S`);
  pages.space(12);
}

export function fillBox(
  { pages }: Press,
  box: { left: number; top: number; width: number; height: number },
  color: string,
): void {
  const { left, top, width, height } = box;
  pages.draw(`${rgb(color)} rg ${number(left)} ${number(top)} ${number(width)} ${number(height)} re f`);
}

function* drawQuote(press: Press, runs: Paragraph['runs']): Generator<void> {
  const { pages, styles } = press;
  const width = pages.width - 2 * QUOTE_INDENT;
  yield* drawLines(pages, linesOf(press, styled(runs, styles.quote, styles), width), {
    left: pages.left + QUOTE_INDENT,
    width,
    leading: styles.quote.leading,
    align: 'start',
    padding: 2,
    behind: (top, height) => drawBar(press, top, height, mixed('FFFFFF', styles.colors.accent, 0.55)),
  });
}

/** At the side where lines begin. */
function drawBar(press: Press, top: number, height: number, color: string): void {
  const { pages, direction } = press;
  const left = direction === 'rtl' ? pages.left + pages.width - BAR_WIDTH : pages.left;
  fillBox(press, { left, top, width: BAR_WIDTH, height }, color);
}

function withTabStops(line: string): string {
  if (!line.includes('\t')) return line;
  let shown = '';
  for (const character of line) {
    shown += character === '\t' ? ' '.repeat(CODE_TAB - (shown.length % CODE_TAB)) : character;
  }
  return shown;
}
