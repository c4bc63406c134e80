import { writableText } from '../../../src/documents/writable-text.ts';

/** What one cell holds (Excel specifications and limits). */
export const MAX_CELL_CHARACTERS = 32_767;

/** What must be looked at before a text may stand between tags: nearly no text has any of it. */
const NEEDS_CARE = /[&<>_\u0000-\u001F\uD800-\uDFFF\uFFFE\uFFFF]|^\s|\s$/;
/** What a reader would turn into a formula, when the cell is edited. */
const FORMULA_START = /^[=+\-@\t\r]/;
const MARKUP = /[&<>]/g;
const ESCAPED_CHARACTER = /_(?=x[\dA-Fa-f]{4}_)/g;

/** Whether the text can be written as it is. */
export function isPlain(text: string): boolean {
  return text.length <= MAX_CELL_CHARACTERS && !NEEDS_CARE.test(text);
}

export function looksLikeFormula(text: string): boolean {
  return FORMULA_START.test(text);
}

/** The text as a cell has it: lines end with line feeds only, and it is no longer than a cell can hold. */
export function cellText(text: string): string {
  const lines = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
  if (lines.length <= MAX_CELL_CHARACTERS) return lines;
  const cut = lines.slice(0, MAX_CELL_CHARACTERS);
  // Half a character at the end would be unreadable.
  return /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut;
}

/** A `t` element with the text. Excel reads `_x0041_` as the character of that number, so its first sign is escaped. */
export function textElement(text: string): string {
  const space = /^\s|\s$|\n/.test(text) ? ' xml:space="preserve"' : '';
  return `<t${space}>${escapedText(text)}</t>`;
}

function escapedText(text: string): string {
  const marked = text.replace(MARKUP, (sign) => (sign === '&' ? '&amp;' : sign === '<' ? '&lt;' : '&gt;'));
  return writableText(marked.replace(ESCAPED_CHARACTER, '_x005F_'));
}
