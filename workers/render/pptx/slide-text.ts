import type { Run } from '../content/content.ts';
import { lineStarts } from './wrap-runs.ts';

/** A run that may lead to another slide of the deck. */
export interface SlideRun extends Run {
  /** The index of a slide of the content (which may have become several). */
  slide?: number;
}

/** A paragraph of a slide's text. */
export interface SlideParagraph {
  runs: SlideRun[];
  /** A label stands above a table, a caption below a picture. */
  look: 'plain' | 'heading' | 'quote' | 'code' | 'caption' | 'label';
  /** 0 for the outermost list; null outside lists. */
  depth: number | null;
  /** What stands before an item. Null outside lists, and where an item goes on from the slide before. */
  mark: ListMark | null;
}

export type ListMark = { kind: 'bullet' } | { kind: 'number'; number: number } | { kind: 'box'; checked: boolean };

/** The size of a slide's text where there is room for it, in points. */
export const FULL_SIZE = 20;
/** How far each level of a list is indented. */
export const INDENT = 22.5;
/** The height of a line and the space before a paragraph, as parts of the font's size. */
export const LINE_HEIGHT = 1.25;
const SPACE_BEFORE = { plain: 0.5, heading: 0.9, quote: 0.5, code: 0, caption: 0, label: 0 } as const;
const SMALLEST = 10;

/** The size of a paragraph's font on a slide whose text has the size `base`. */
export function sizeOf({ look, depth }: SlideParagraph, base: number): number {
  if (look === 'heading') return Math.round(base * 1.1);
  if (look === 'code') return Math.max(SMALLEST, Math.round(base * 0.75));
  if (look === 'caption' || look === 'label') return Math.max(SMALLEST, Math.round(base * 0.65));
  return levelSize(depth ?? 0, base);
}

/** The size of the text of a level of lists. */
export function levelSize(depth: number, base: number): number {
  return Math.max(SMALLEST, Math.round(base * Math.max(0.8, 1 - depth * 0.1)));
}

/** What an item is indented by. */
function indentOf({ depth }: SlideParagraph): number {
  return depth === null ? 0 : (depth + 1) * INDENT;
}

export interface MeasuredParagraph {
  /** Where its lines begin, as offsets into its text. */
  lines: number[];
  lineHeight: number;
  spaceBefore: number;
  height: number;
}

/** How much room a paragraph takes in a width, by estimate. */
export function measured(paragraph: SlideParagraph, width: number, base: number): MeasuredParagraph {
  const size = sizeOf(paragraph, base);
  const lines = lineStarts(paragraph.runs, (width - indentOf(paragraph)) / size, paragraph.look === 'heading');
  const lineHeight = size * LINE_HEIGHT;
  const spaceBefore = size * SPACE_BEFORE[paragraph.look];
  return { lines, lineHeight, spaceBefore, height: spaceBefore + lines.length * lineHeight };
}

export function heightOf(paragraphs: readonly SlideParagraph[], width: number, base: number): number {
  return paragraphs.reduce((height, paragraph) => height + measured(paragraph, width, base).height, 0);
}

/** A paragraph of plain text. */
export function plainParagraph(runs: SlideRun[], look: SlideParagraph['look'] = 'plain'): SlideParagraph {
  return { runs, look, depth: null, mark: null };
}
