import type { DocumentContent, Run } from '../content/content.ts';
import type { RenderControls } from '../controls.ts';
import { type Direction, directionOfLanguage, printable } from '../text/characters.ts';
import { type FontChoice, newFontChoice } from '../text/font-choice.ts';
import { breakLines, type Line } from '../text/lines.ts';
import { type MissingGlyphs, newMissingGlyphs } from '../text/missing-glyphs.ts';
import type { StyledText } from '../text/styled-text.ts';
import type { Pages } from './pages.ts';
import { mixed, type Styles, type TextStyle } from './styles.ts';

/** All that the drawing of a block needs. */
export interface Press {
  pages: Pages;
  styles: Styles;
  fonts: FontChoice;
  missing: MissingGlyphs;
  /** The direction of texts without letters, and of tables. */
  direction: Direction;
  controls: RenderControls;
  content: DocumentContent;
}

export function newPress(content: DocumentContent, controls: RenderControls, pages: Pages, styles: Styles): Press {
  const missing = newMissingGlyphs(controls);
  const { language } = content.metadata;
  const fonts = newFontChoice(language, missing);
  return { pages, styles, fonts, missing, direction: directionOfLanguage(language), controls, content };
}

const TAB = '    ';

/** Runs of text in a style. */
export function styled(runs: readonly Run[], { look }: TextStyle, { mono, colors }: Styles): StyledText[] {
  return runs.map((run) => ({
    text: printable(run.text).replaceAll('\t', TAB),
    look: {
      ...look,
      ...(run.bold && { bold: true }),
      ...(run.italic && { italic: !look.italic }),
      ...(run.strike && { strike: true }),
      ...(run.code && { family: mono, size: look.size * 0.9, fill: mixed('FFFFFF', colors.muted, 0.12) }),
      ...(run.link !== undefined && { link: run.link, color: colors.accent }),
    },
  }));
}

/** A text in one look. */
export function plain(text: string, { look }: TextStyle): StyledText[] {
  return [{ text: printable(text).replaceAll('\t', TAB), look }];
}

/** The lines of a text, as they are asked for. */
export function linesOf(press: Press, text: readonly StyledText[], width: number): Generator<Line> {
  return breakLines(text, { width, direction: press.direction, fonts: press.fonts });
}
