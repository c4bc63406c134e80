import type { SlideParagraph } from './slide-text.ts';

/**
 * Whether the paragraph begins a numbered list that a program would take for the rest of an earlier one: programs go on
 * counting through neighbouring lists of one text. It must stand in a text of its own.
 */
export function isNewNumbering(before: readonly SlideParagraph[], paragraph: SlideParagraph): boolean {
  const { mark, depth } = paragraph;
  if (mark?.kind !== 'number' || depth === null) return false;
  const previous = before.findLast((other) => other.depth !== null && other.mark !== null && other.depth <= depth);
  return previous?.depth === depth && previous.mark?.kind === 'number' && mark.number <= previous.mark.number;
}

/**
 * What each numbered paragraph of a text counts from, by its place: the number of the first of those that count on from
 * each other. Anything else between them at the same level or above makes PowerPoint begin anew.
 */
export function startNumbers(paragraphs: readonly SlideParagraph[]): Map<number, number> {
  const starts = new Map<number, number>();
  /** By depth: the number that would go on, and where its count began. */
  const open = new Map<number, { next: number; start: number }>();
  for (const [at, { mark, depth }] of paragraphs.entries()) {
    for (const level of [...open.keys()]) if (depth === null || level > depth) open.delete(level);
    if (depth === null) continue;
    if (mark?.kind !== 'number') {
      open.delete(depth);
      continue;
    }
    const going = open.get(depth);
    const start = going?.next === mark.number ? going.start : mark.number;
    open.set(depth, { next: mark.number + 1, start });
    starts.set(at, start);
  }
  return starts;
}
