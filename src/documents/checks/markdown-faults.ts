import type { Faults } from '../input-fault.ts';

/** Parsers of Markdown recurse, and slow down with the square of the depth; no readable text is as deep. */
export const MAX_MARKDOWN_PREFIX_CHARACTERS = 200;

/** A parser looks at all that follows an item anew for each of its lines. */
export const MAX_MARKDOWN_ITEM = { characters: 200_000, lines: 5000 };

/** What would stop a parser of Markdown. */
export function* markdownFaults(markdown: string): Faults {
  for (const { 0: prefix, index } of markdown.matchAll(/^(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])+/gm)) {
    if (prefix.length <= MAX_MARKDOWN_PREFIX_CHARACTERS || prefix.trim() === '') continue;
    const line = markdown.slice(0, index).split('\n').length;
    return yield { pointer: '/markdown', detail: `lists or quotations are nested too deeply in line ${line}` };
  }
  const long = longItem(markdown);
  if (long !== null) {
    const { characters, lines } = MAX_MARKDOWN_ITEM;
    const detail = `the item of a list in line ${long} goes on for too long: at most ${characters} characters, or ${lines} lines that are no items themselves`;
    return yield { pointer: '/markdown', detail };
  }
}

const ITEM = /^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]/;

/** The line of the first item that is too long, with the lines below it that are indented or empty; null: none. */
function longItem(markdown: string): number | null {
  let line = 0;
  let item: { line: number; from: number; lines: number } | null = null;
  for (let at = 0; at < markdown.length;) {
    const next = markdown.indexOf('\n', at);
    const end = next < 0 ? markdown.length : next;
    line += 1;
    // Enough to see what the line begins with.
    const start = markdown.slice(at, Math.min(end, at + MAX_MARKDOWN_PREFIX_CHARACTERS));
    const isInside = /^\s/.test(start) || start === '';
    if (ITEM.test(start)) item = isInside && item ? item : { line, from: at, lines: 0 };
    else if (!isInside) item = null;
    else if (item) item.lines += 1;
    const isLong = item && (end - item.from > MAX_MARKDOWN_ITEM.characters || item.lines > MAX_MARKDOWN_ITEM.lines);
    if (isLong) return item?.line ?? line;
    at = end + 1;
  }
  return null;
}
