import type { Element, Frame, TextElement, Visual } from './elements.ts';
import type { Box } from './geometry.ts';
import { isNewNumbering } from './list-numbers.ts';
import { PADDINGS, type Part, type TextPart } from './parts.ts';
import { heightOf, measured, type MeasuredParagraph, type SlideParagraph } from './slide-text.ts';
import { placeVisuals } from './visuals.ts';
import { sliceRuns, trimmedEnd } from './wrap-runs.ts';

/** A region that is filled from the top down, slide after slide. */
export interface Filling {
  region: Box;
  /** The size of the text's font. */
  size: number;
  /** Where the next part may begin. */
  top: number;
  parts: Part[];
  /** The slides that are full. */
  done: Part[][];
}

/** The least height of a picture or chart that shares its slide. */
const LEAST_VISUAL = 170;
/** Fewer lines than this of a divided paragraph do not stand alone at the foot of a slide. */
const LEAST_LINES = 2;
/** No slide holds more characters of a paragraph: they are not measured again and again. */
const MOST_MEASURED = 8000;

export function newFilling(region: Box, size: number): Filling {
  return { region, size, top: region.y, parts: [], done: [] };
}

/** Ends the slide. Headings at its foot go on to the next one, with what they stand above. */
export function startPage(filling: Filling): void {
  const carried = isFresh(filling) ? [] : trailingHeadings(filling);
  if (filling.parts.length > 0) filling.done.push(filling.parts);
  filling.parts = [];
  filling.top = filling.region.y;
  for (const paragraph of carried) addParagraph(filling, { kind: 'plain' }, paragraph);
}

/** Whether nothing stands on the slide yet, but headings. */
function isFresh({ parts: [first, ...others] }: Filling): boolean {
  if (!first) return true;
  return others.length === 0 && first.type === 'text' && first.paragraphs.every(({ look }) => look === 'heading');
}

export function gapOf({ parts, size }: Pick<Filling, 'parts' | 'size'>): number {
  return parts.length === 0 ? 0 : size * 0.6;
}

/** How much room is left below what stands on the slide. */
export function roomIn(filling: Filling): number {
  return filling.region.y + filling.region.height - filling.top - gapOf(filling);
}

export function addText(filling: Filling, { frame, paragraphs }: TextElement): void {
  const height = frameHeight(frame, paragraphs, filling);
  const isBox = frame.kind !== 'plain';
  if (isBox && height > roomIn(filling) && height <= filling.region.height && !isFresh(filling)) startPage(filling);
  for (const paragraph of paragraphs) addParagraph(filling, frame, paragraph);
}

export function addRule(filling: Filling): void {
  const height = filling.size * 0.4;
  if (height > roomIn(filling)) return startPage(filling);
  if (filling.parts.length === 0) return;
  const y = filling.top + gapOf(filling);
  filling.parts.push({ type: 'rule', box: { ...filling.region, y: y + height / 2, height: 0 } });
  filling.top = y + height;
}

/** Pictures and charts side by side. They take what `following` leaves them, if that is enough. */
export function addVisuals(filling: Filling, visuals: Visual[], following: readonly Element[]): void {
  needRoom(filling, LEAST_VISUAL);
  const room = roomIn(filling);
  const rows = 1 + following.filter(({ type }) => type === 'visuals').length;
  const others = following.filter(({ type }) => type !== 'visuals');
  const shared = (room - leastHeight(others, filling) - (rows + others.length) * filling.size * 0.6) / rows;
  const y = filling.top + gapOf(filling);
  const height = shared >= LEAST_VISUAL ? shared : room;
  const parts = placeVisuals(visuals, { ...filling.region, y, height }, filling.size);
  filling.parts.push(...parts);
  filling.top = Math.max(...parts.map(({ box }) => box.y + box.height));
}

/** Goes on to the next slide where there is less room than this; to the one after, where headings take the rest of it. */
export function needRoom(filling: Filling, height: number): void {
  while (height > roomIn(filling) && filling.parts.length > 0) startPage(filling);
}

/** The least room that elements take in the filling's region, if it is no more than there is. Tables are not among them. */
export function leastHeight(elements: readonly Element[], filling: Pick<Filling, 'region' | 'size'>): number {
  let height = 0;
  for (const element of elements) {
    if (height > filling.region.height) break;
    if (element.type === 'text') height += frameHeight(element.frame, element.paragraphs, filling);
    if (element.type === 'visuals') height += LEAST_VISUAL;
    if (element.type === 'rule') height += filling.size * 0.4;
  }
  return height;
}

function frameHeight(frame: Frame, paragraphs: SlideParagraph[], { region, size }: Pick<Filling, 'region' | 'size'>) {
  const { left, right, top, bottom } = PADDINGS[frame.kind];
  return top + bottom + heightOf(paragraphs, region.width - left - right, size);
}

/** Adds a paragraph, divided between slides where it is higher than what is left and cannot go on to the next. */
function addParagraph(filling: Filling, frame: Frame, paragraph: SlideParagraph): void {
  const { left, right, top, bottom } = PADDINGS[frame.kind];
  const width = filling.region.width - left - right;
  for (let rest: SlideParagraph | null = paragraph; rest;) {
    const { piece, after } = dividedAt(rest, MOST_MEASURED);
    const measure = measured(piece, width, filling.size);
    const room = openPart(filling, frame, rest)
      ? filling.region.y + filling.region.height - filling.top
      : roomIn(filling) - top - bottom;
    if (measure.height <= room + 0.01 && !after) return push(filling, frame, rest, measure.height);
    const lines = Math.floor((room - measure.spaceBefore) / measure.lineHeight);
    const isWhole = measure.height <= filling.region.height - top - bottom;
    if (filling.parts.length > 0 && (lines < 1 || (!isFresh(filling) && (isWhole || lines < LEAST_LINES)))) {
      startPage(filling);
      continue;
    }
    rest = pushSome(filling, frame, rest, measure, Math.max(1, lines));
    startPage(filling);
  }
}

/** @returns the paragraph's rest */
function pushSome(
  filling: Filling,
  frame: Frame,
  paragraph: SlideParagraph,
  { lines, lineHeight, spaceBefore }: MeasuredParagraph,
  most: number,
): SlideParagraph | null {
  const count = Math.min(most, lines.length);
  const { piece, after } = dividedAt(paragraph, lines[count] ?? MOST_MEASURED);
  push(filling, frame, { ...piece, runs: trimmedEnd(piece.runs) }, spaceBefore + count * lineHeight);
  return after;
}

/** A paragraph's first characters, and what comes after them, which has no mark of its own. */
function dividedAt(paragraph: SlideParagraph, at: number): { piece: SlideParagraph; after: SlideParagraph | null } {
  const { runs } = paragraph;
  const after = sliceRuns(runs, at, Infinity);
  if (after.length === 0) return { piece: paragraph, after: null };
  return { piece: { ...paragraph, runs: sliceRuns(runs, 0, at) }, after: { ...paragraph, mark: null, runs: after } };
}

function push(filling: Filling, frame: Frame, paragraph: SlideParagraph, height: number): void {
  const { top, bottom } = PADDINGS[frame.kind];
  const open = openPart(filling, frame, paragraph);
  if (open) {
    open.paragraphs.push(paragraph);
    open.box.height += height;
    filling.top += height;
  } else {
    const y = filling.top + gapOf(filling);
    const box = { ...filling.region, y, height: top + height + bottom };
    filling.parts.push({ type: 'text', frame, box, paragraphs: [paragraph] });
    filling.top = y + box.height;
  }
}

/** The text that the paragraph goes on, if it does not begin one of its own. */
function openPart({ parts }: Filling, frame: Frame, paragraph: SlideParagraph): TextPart | null {
  const last = parts.at(-1);
  if (last?.type !== 'text') return null;
  const isSame = last.frame === frame || (last.frame.kind === 'plain' && frame.kind === 'plain');
  return isSame && !isNewNumbering(last.paragraphs, paragraph) ? last : null;
}

function trailingHeadings(filling: Filling): SlideParagraph[] {
  const last = filling.parts.at(-1);
  if (last?.type !== 'text' || last.frame.kind !== 'plain') return [];
  const at = last.paragraphs.findLastIndex(({ look }) => look !== 'heading') + 1;
  const headings = last.paragraphs.splice(at);
  last.box.height -= heightOf(headings, last.box.width, filling.size);
  if (last.paragraphs.length === 0) filling.parts.pop();
  return headings;
}
