import { xmlAttributes, xmlText } from '../ooxml/xml.ts';
import { fillXml } from './colors.ts';
import type { Deck } from './deck.ts';
import { startNumbers } from './list-numbers.ts';
import type { PartLinks } from './part-links.ts';
import { isRightToLeft } from './scripts.ts';
import { INDENT, levelSize, type ListMark, sizeOf, type SlideParagraph, type SlideRun } from './slide-text.ts';
import { emu } from './geometry.ts';
import { textOf } from './wrap-runs.ts';

/** What a text is drawn with. */
export interface TextContext {
  deck: Deck;
  links: PartLinks;
}

/** How runs look beyond what they are themselves; null: as the text around them. */
export interface RunLook {
  size: number | null;
  color: string | null;
  bold: boolean;
  italic: boolean;
  heading: boolean;
}

export const PLAIN_LOOK: RunLook = { size: null, color: null, bold: false, italic: false, heading: false };

/** Levels of lists that programs know. */
const LEVELS = 9;
/** The space before each paragraph, in thousandths of a per cent of its line. */
const SPACE_BEFORE = '<a:spcBef><a:spcPct val="40000"/></a:spcBef>';
const NO_SPACE = '<a:spcBef><a:spcPts val="0"/></a:spcBef>';
/** Where it is not the usual one. */
const SPACES: Partial<Record<SlideParagraph['look'], string>> = {
  heading: '<a:spcBef><a:spcPct val="70000"/></a:spcBef>',
  code: NO_SPACE,
  caption: NO_SPACE,
  label: NO_SPACE,
};
/** Fonts with lines so high that they are set closer. */
const TALL_FONT = /noto|segoe|open sans|aptos|ubuntu|poppins|meiryo|leelawadee|nirmala/i;
const BULLETS = ['•', '–', '•', '–', '•', '–', '•', '–', '•'];

/** The paragraphs of a slide's text. `base` is the size of its font. */
export function paragraphsXml(paragraphs: readonly SlideParagraph[], base: number, context: TextContext): string {
  const starts = startNumbers(paragraphs);
  return paragraphs.map((paragraph, at) => paragraphXml(paragraph, base, starts.get(at) ?? 1, context)).join('');
}

function paragraphXml(paragraph: SlideParagraph, base: number, start: number, context: TextContext): string {
  const { runs } = paragraph;
  const properties = paragraphPropertiesXml(paragraph, start, context.deck.isMirrored);
  return `<a:p>${properties}${runsXml(runs, lookOf(paragraph, base, context.deck), context)}</a:p>`;
}

/** Items have their place from the levels of the text around them. */
function paragraphPropertiesXml(
  { runs, look, depth, mark }: SlideParagraph,
  start: number,
  isMirrored: boolean,
): string {
  const isItem = depth !== null && mark !== null;
  const space = SPACES[look] ?? '';
  const attributes = {
    marL: isItem ? null : emu(depth === null ? 0 : (depth + 1) * INDENT),
    lvl: depth === 0 ? null : depth,
    indent: isItem ? null : 0,
    ...directionOf(textOf(runs), isMirrored),
    ...(look === 'caption' && { algn: 'ctr' }),
  };
  return `<a:pPr${xmlAttributes(attributes)}>${space}${isItem ? markXml(mark, start) : '<a:buNone/>'}</a:pPr>`;
}

/** The attributes of a paragraph that does not run as the text around it. */
export function directionOf(text: string, isMirrored: boolean): { algn: string | null; rtl: number | null } {
  const rtl = isRightToLeft(text);
  return rtl === isMirrored ? { algn: null, rtl: null } : { algn: rtl ? 'r' : 'l', rtl: rtl ? 1 : 0 };
}

function markXml(mark: ListMark, start: number): string {
  if (mark.kind === 'bullet') return '';
  if (mark.kind === 'box') {
    return `<a:buFont typeface="Segoe UI Symbol"/><a:buChar char="${mark.checked ? '☑' : '☐'}"/>`;
  }
  const startAt = start === 1 ? null : start;
  return `<a:buFont typeface="+mj-lt"/><a:buAutoNum${xmlAttributes({ type: 'arabicPeriod', startAt })}/>`;
}

function lookOf(paragraph: SlideParagraph, base: number, { theme }: Deck): RunLook {
  const size = sizeOf(paragraph, base);
  switch (paragraph.look) {
    case 'plain':
      return PLAIN_LOOK;
    case 'heading':
      return { ...PLAIN_LOOK, size, bold: true, heading: true, color: theme.colors.heading };
    case 'quote':
      return { ...PLAIN_LOOK, italic: true };
    case 'code':
      return { ...PLAIN_LOOK, size };
    case 'caption':
    case 'label':
      return { ...PLAIN_LOOK, size, color: theme.colors.muted };
  }
}

/** Runs, and the marks of the paragraph's end, so that an empty one has its height. */
export function runsXml(runs: readonly SlideRun[], look: RunLook, context: TextContext): string {
  const all = runs.map((run) => runXml(run, look, context)).join('');
  return all + runPropertiesXml('a:endParaRPr', { text: '' }, look, context);
}

function runXml(run: SlideRun, look: RunLook, context: TextContext): string {
  const properties = runPropertiesXml('a:rPr', run, look, context);
  return run.text
    .replaceAll(/\r\n?|\v/g, '\n')
    .split('\n')
    .map((line) => (line === '' ? '' : `<a:r>${properties}<a:t>${xmlText(line)}</a:t></a:r>`))
    .join(`<a:br>${properties}</a:br>`);
}

function runPropertiesXml(tag: string, run: SlideRun, look: RunLook, { deck, links }: TextContext): string {
  const attributes = {
    lang: deck.metadata.language,
    sz: look.size === null ? null : Math.round(look.size * 100),
    b: look.bold || run.bold ? 1 : null,
    i: look.italic !== (run.italic === true) ? 1 : null,
    strike: run.strike ? 'sngStrike' : null,
  };
  const font = run.code
    ? ['latin', 'cs'].map((kind) => `<a:${kind}${xmlAttributes({ typeface: deck.theme.fonts.mono })}/>`).join('')
    : look.heading
      ? '<a:latin typeface="+mj-lt"/><a:ea typeface="+mj-ea"/><a:cs typeface="+mj-cs"/>'
      : '';
  const color = look.color === null ? '' : fillXml(deck.scheme, look.color);
  const inner = `${color}${font}${linkXml(run, links)}`;
  const begin = `<${tag}${xmlAttributes(attributes)}`;
  return inner === '' ? `${begin}/>` : `${begin}>${inner}</${tag}>`;
}

/** Links in the colour of text (MS-ODRAWXML, 2.18.1): a table of contents is nothing but links. */
const TEXT_COLORED =
  '<a:extLst><a:ext uri="{A12FA001-AC4F-418D-AE19-62706E023703}">' +
  '<ahyp:hlinkClr xmlns:ahyp="http://schemas.microsoft.com/office/drawing/2018/hyperlinkcolor" val="tx"/></a:ext></a:extLst>';

function linkXml({ link, slide }: SlideRun, links: PartLinks): string {
  if (slide !== undefined) {
    return `<a:hlinkClick r:id="${links.slide(slide)}" action="ppaction://hlinksldjump">${TEXT_COLORED}</a:hlinkClick>`;
  }
  const id = link === undefined ? null : links.address(link);
  return id === null ? '' : `<a:hlinkClick r:id="${id}"/>`;
}

/** The levels of a text with bullets: of the master's body, and of every text that stands beside it. */
export function levelsXml({ scheme, theme, isMirrored }: Deck, base: number): string {
  const color = fillXml(scheme, theme.colors.text);
  const bullet = fillXml(scheme, theme.colors.accent).replaceAll('a:solidFill', 'a:buClr');
  const lines = TALL_FONT.test(theme.fonts.body) ? 92_000 : 100_000;
  return Array.from({ length: LEVELS }, (_, depth) => {
    const attributes = {
      marL: emu((depth + 1) * INDENT),
      indent: -emu(INDENT),
      algn: isMirrored ? 'r' : 'l',
      rtl: isMirrored ? 1 : 0,
      eaLnBrk: 1,
      hangingPunct: 1,
    };
    const tag = `a:lvl${depth + 1}pPr`;
    return (
      `<${tag}${xmlAttributes(attributes)}><a:lnSpc><a:spcPct val="${lines}"/></a:lnSpc>${SPACE_BEFORE}${bullet}` +
      `<a:buFont typeface="Arial"/><a:buChar char="${BULLETS[depth]}"/>` +
      `<a:defRPr sz="${levelSize(depth, base) * 100}" kern="1200">${color}${BODY_FONT}</a:defRPr></${tag}>`
    );
  }).join('');
}

export const BODY_FONT = '<a:latin typeface="+mn-lt"/><a:ea typeface="+mn-ea"/><a:cs typeface="+mn-cs"/>';
export const HEADING_FONT = '<a:latin typeface="+mj-lt"/><a:ea typeface="+mj-ea"/><a:cs typeface="+mj-cs"/>';

/** Only the sizes: for a placeholder that has the rest from its layout. */
export function levelSizesXml(base: number): string {
  return Array.from({ length: LEVELS }, (_, depth) => {
    const tag = `a:lvl${depth + 1}pPr`;
    return `<${tag}><a:defRPr sz="${levelSize(depth, base) * 100}"/></${tag}>`;
  }).join('');
}
