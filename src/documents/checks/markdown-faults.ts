import type { Faults } from '../input-fault.ts';

/** Parsers of Markdown recurse, and slow down with the square of the depth; no readable text is as deep. */
export const MAX_MARKDOWN_PREFIX_CHARACTERS = 200;

/** What would stop a parser of Markdown. */
export function* markdownFaults(markdown: string): Faults {
  for (const { 0: prefix, index } of markdown.matchAll(/^(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])+/gm)) {
    if (prefix.length <= MAX_MARKDOWN_PREFIX_CHARACTERS || prefix.trim() === '') continue;
    const line = markdown.slice(0, index).split('\n').length;
    return yield { pointer: '/markdown', detail: `lists or quotations are nested too deeply in line ${line}` };
  }
}
