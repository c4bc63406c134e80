import type { Callout } from '../content/content.ts';
import { mix } from '../theme/colors.ts';
import type { ThemeColors } from '../theme/theme.ts';
import { shadeXml } from './table-style.ts';
import { twips } from './units.ts';

export const TONES = ['info', 'success', 'warning', 'danger'] as const satisfies Callout['tone'][];

/** Signals that readers know, whatever the theme; all dark enough for text on their shade. */
export const TONE_COLORS: Readonly<Record<Callout['tone'], string>> = {
  info: '1D5FA8',
  success: '1E7A46',
  warning: '9A5B00',
  danger: 'B3261E',
};

/** How a box differs from that of its style. */
interface BoxPlace {
  /** Unlike indents, borders are not turned round with the direction of a paragraph. */
  isRightToLeft?: boolean;
  /**
   * For every second of several boxes of the same kind. Programs join paragraphs with the same borders, and fill the distance
   * between paragraphs of the same shade; a shade that is one step away keeps them apart, and nobody sees it.
   */
  isStepped?: boolean;
}

/** A `w:pBdr` and a `w:shd`. The bar stands where the lines begin. */
export function calloutBoxXml(tone: Callout['tone'], { isRightToLeft = false, isStepped = false }: BoxPlace): string {
  const shade = stepped(mix(TONE_COLORS[tone], 'FFFFFF', 0.08), isStepped);
  const edge = { color: shade, eighths: 4 };
  const bar = { color: TONE_COLORS[tone], eighths: 36 };
  return (
    bordersXml({
      top: { ...edge, space: 6 },
      left: { ...(isRightToLeft ? edge : bar), space: 8 },
      bottom: { ...edge, space: 6 },
      right: { ...(isRightToLeft ? bar : edge), space: 8 },
    }) + shadeXml(shade)
  );
}

/** Behind code: the theme's band, or a shade of its own where that is white. */
export function codeBoxXml({ band, line }: ThemeColors, { isStepped = false }: BoxPlace): string {
  const shade = stepped(band === 'FFFFFF' ? mix(line, 'FFFFFF', 0.2) : band, isStepped);
  const edge = { color: shade, eighths: 4, space: 6 };
  return bordersXml({ top: edge, left: edge, bottom: edge, right: edge }) + shadeXml(shade);
}

function stepped(color: string, isStepped: boolean): string {
  if (!isStepped) return color;
  const value = Number.parseInt(color, 16);
  return (value % 2 === 0 ? value + 1 : value - 1).toString(16).padStart(6, '0').toUpperCase();
}

export function quoteBordersXml(color: string, { isRightToLeft = false }: BoxPlace): string {
  const bar = { color, eighths: 18, space: 10 };
  return bordersXml(isRightToLeft ? { left: null, right: bar } : { left: bar });
}

interface Border {
  color: string;
  /** Eighths of a point. */
  eighths: number;
  /** Points between the line and the text. */
  space: number;
}

/** A `w:pBdr`, in the order of the schema; null takes away a border that the style has. */
export function bordersXml(borders: Partial<Record<'top' | 'left' | 'bottom' | 'right', Border | null>>): string {
  const lines = (['top', 'left', 'bottom', 'right'] as const).map((side) => {
    const border = borders[side];
    if (border === undefined) return '';
    if (border === null) return `<w:${side} w:val="nil"/>`;
    const { eighths, space, color } = border;
    return `<w:${side} w:val="single" w:sz="${eighths}" w:space="${space}" w:color="${color}"/>`;
  });
  return `<w:pBdr>${lines.join('')}</w:pBdr>`;
}

/** The tab stops of a paragraph, in points from where its lines begin. */
export function tabsXml(stops: { at: number; align: 'left' | 'center' | 'right' }[]): string {
  const tabs = stops.map(({ at, align }) => `<w:tab w:val="${align}" w:pos="${twips(at)}"/>`);
  return `<w:tabs>${tabs.join('')}</w:tabs>`;
}
