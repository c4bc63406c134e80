import type { Block, Run, Slide } from '../content/content.ts';
import { type Box, OPENING_SUBTITLE, OPENING_TITLE } from './geometry.ts';
import { lineStarts, textOf } from './wrap-runs.ts';

/** What titles are tried at, in points; the first is the layout's own. */
export const TITLE_SIZES = [28, 24, 20, 17, 14, 12] as const;
export const OPENING_TITLE_SIZES = [42, 36, 30, 24, 20] as const;
export const SUBTITLE_SIZES = [20, 18, 16, 14] as const;

const LINE_HEIGHT = 1.2;

/** The largest of the sizes at which the text fits into the box; null when it fits at none. */
function fittingSize(runs: readonly Run[], box: Box, sizes: readonly number[], bold: boolean): number | null {
  // What is longer than this fits nowhere, and need not be measured.
  if (textOf(runs).length > 4000) return null;
  const fits = (size: number): boolean =>
    lineStarts(runs, box.width / size, bold).length * size * LINE_HEIGHT <= box.height;
  return sizes.find(fits) ?? null;
}

/** How high a title is in the box of opening slides. */
export function openingTitleHeight({ title, titleSize }: Opening): number {
  return lineStarts([{ text: title }], OPENING_TITLE.width / titleSize, true).length * titleSize * LINE_HEIGHT;
}

/** A slide that opens the deck or a section: a title, and a few words below it. */
export interface Opening {
  title: string;
  titleSize: number;
  subtitle: Run[];
  subtitleSize: number;
}

/** The slide as an opening one; null when it has more to show than that. */
export function openingOf({ title, blocks }: Slide): Opening | null {
  const subtitle = subtitleOf(blocks);
  if (subtitle === null || title === '') return null;
  const titleSize = fittingSize([{ text: title }], OPENING_TITLE, OPENING_TITLE_SIZES, true);
  const subtitleSize = fittingSize(subtitle, OPENING_SUBTITLE, SUBTITLE_SIZES, false);
  return titleSize === null || subtitleSize === null ? null : { title, titleSize, subtitle, subtitleSize };
}

function subtitleOf([first, ...others]: readonly Block[]): Run[] | null {
  if (!first) return [];
  if (others.length > 0) return null;
  const isPlain = first.type === 'heading' || (first.type === 'paragraph' && first.look === 'plain');
  return isPlain ? first.runs : null;
}

/** A title as it stands in its box, and what of it found no room there. */
export interface ShownTitle {
  text: string;
  size: number;
  /** The whole title again, to stand in the text: what is shown of it ends with an ellipsis. */
  rest: string | null;
}

/** Line ends in a title would be read as two titles: they become spaces. */
export function shownTitle(title: string, box: Box): ShownTitle {
  const text = title.replaceAll(/\s*[\n\r\v]\s*/g, ' ');
  const size = fittingSize([{ text }], box, TITLE_SIZES, true);
  if (size !== null) return { text, size, rest: null };
  const smallest = TITLE_SIZES.at(-1) ?? TITLE_SIZES[0];
  const lines = lineStarts([{ text }], box.width / smallest, true);
  const cut = lines[Math.floor(box.height / (smallest * LINE_HEIGHT))] ?? text.length;
  return {
    text: `${text
      .slice(0, cut - 2)
      .replace(/[\uD800-\uDBFF]$/, '')
      .trimEnd()}…`,
    size: smallest,
    rest: text,
  };
}
