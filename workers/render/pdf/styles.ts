import type { HeadingLevel } from '../content/content.ts';
import type { RenderControls } from '../controls.ts';
import { FAMILY_NAMES, type Family, familyFor } from '../text/typeface.ts';
import type { TextLook } from '../text/styled-text.ts';
import type { Theme } from '../theme/theme.ts';

/** A look with the distance from one line to the next, and around the whole. All are points. */
export interface TextStyle {
  look: TextLook;
  leading: number;
  before: number;
  after: number;
}

/** How every kind of text looks in a theme. */
export interface Styles {
  body: TextStyle;
  quote: TextStyle;
  item: TextStyle;
  code: TextStyle;
  caption: TextStyle;
  pageLine: TextStyle;
  cell: TextStyle;
  chartLabel: TextStyle;
  chartTitle: TextStyle;
  headings: Record<HeadingLevel, TextStyle>;
  contents: TextStyle;
  /** The family of code inside a text. */
  mono: Family;
  colors: Theme['colors'];
}

const BODY_SIZE = 10.2;
const HEADINGS: Record<HeadingLevel, { size: number; before: number; after: number; italic: boolean }> = {
  1: { size: 21, before: 24, after: 9, italic: false },
  2: { size: 15.5, before: 20, after: 6, italic: false },
  3: { size: 12.5, before: 15, after: 4.5, italic: false },
  4: { size: 11, before: 12, after: 3.5, italic: false },
  5: { size: BODY_SIZE, before: 10, after: 3, italic: false },
  6: { size: BODY_SIZE, before: 10, after: 3, italic: true },
};

/**
 * The styles of a theme. A font that is not embedded is replaced by the family that comes closest; that is told if
 * the sender asked for it: nobody asked for those of a shipped theme.
 */
export function stylesOf({ fonts, askedFonts = [], colors }: Theme, controls: Pick<RenderControls, 'warn'>): Styles {
  const family = (name: string): Family => {
    const found = familyFor(name);
    if (!found.isExact && askedFonts.includes(name)) {
      const detail = `The font “${name}” is not embedded; ${FAMILY_NAMES[found.family]} was taken in its place.`;
      controls.warn({ code: 'font-replaced', detail });
    }
    return found.family;
  };
  const [body, heading, mono] = [family(fonts.body), family(fonts.heading), family(fonts.mono)];
  const style = (size: number, changes: Partial<TextStyle & { color: string; bold: boolean }> = {}): TextStyle => {
    const look = {
      family: body,
      bold: changes.bold ?? false,
      italic: false,
      size,
      color: changes.color ?? colors.text,
    };
    return { look, leading: size * 1.45, before: 0, after: 0, ...changes };
  };
  const text = style(BODY_SIZE, { after: 7.5 });
  return {
    body: text,
    quote: style(BODY_SIZE, { color: mixed(colors.text, colors.muted), before: 3, after: 10.5 }),
    item: style(BODY_SIZE, { after: 2.5 }),
    code: codeStyle(mono, colors.text),
    caption: style(8.6, { color: colors.muted, leading: 12 }),
    pageLine: style(8.2, { color: colors.muted, leading: 11 }),
    cell: style(9, { leading: 12.6 }),
    chartLabel: style(8, { color: mixed(colors.text, colors.muted), leading: 10 }),
    chartTitle: { ...style(10.5, { color: colors.heading, bold: true, leading: 15 }) },
    headings: headingStyles(heading, colors.heading),
    contents: style(BODY_SIZE, { leading: 16.5 }),
    mono,
    colors,
  };
}

/** A colour between two, halfway. */
export function mixed(a: string, b: string, share = 0.5): string {
  const part = (color: string, at: number): number => Number.parseInt(color.slice(at, at + 2), 16);
  return [0, 2, 4]
    .map((at) => Math.round(part(a, at) * (1 - share) + part(b, at) * share))
    .map((value) => value.toString(16).padStart(2, '0').toUpperCase())
    .join('');
}

function codeStyle(family: Family, color: string): TextStyle {
  const look = { family, bold: false, italic: false, size: 8.6, color };
  return { look, leading: 12.4, before: 3, after: 10.5 };
}

function headingStyles(family: Family, color: string): Record<HeadingLevel, TextStyle> {
  const style = (level: HeadingLevel): TextStyle => {
    const { size, before, after, italic } = HEADINGS[level];
    return { look: { family, bold: true, italic, size, color }, leading: size * 1.28, before, after };
  };
  return { 1: style(1), 2: style(2), 3: style(3), 4: style(4), 5: style(5), 6: style(6) };
}
