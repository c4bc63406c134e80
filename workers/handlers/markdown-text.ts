import type { Token, Tokens } from 'marked';
import { writableText } from '../../src/documents/writable-text.ts';

/** The parts of a token, or of a table's cell, that its words are in. */
interface Worded {
  type?: string;
  text?: string;
  tokens?: Token[];
}

/**
 * The words of a Markdown token as a reader sees them: marks gone, entities decoded, addresses of links kept. An entity
 * does not bring in a character that the check of the input would have refused.
 */
export function plainText(token: Worded): string {
  return writableText(wordsOf(token));
}

/** The words of a block that has to stand inside another text, one line a paragraph, item or row. */
export function blockText(token: Token): string {
  switch (token.type) {
    case 'list':
      return (token as Tokens.List).items.map((item) => `- ${item.tokens.map(blockText).join('\n')}`).join('\n');
    case 'table':
      return [(token as Tokens.Table).header, ...(token as Tokens.Table).rows].map(rowText).join('\n');
    case 'blockquote':
      return (token as Tokens.Blockquote).tokens
        .filter(({ type }) => type !== 'space')
        .map(blockText)
        .join('\n');
    default:
      return plainText(token);
  }
}

function rowText(cells: Tokens.TableCell[]): string {
  return cells.map(plainText).join(' | ');
}

function wordsOf(token: Worded): string {
  const inner = token.tokens?.map(wordsOf).join('') ?? shownText(token.text ?? '');
  switch (token.type) {
    case 'br':
      return '\n';
    case 'checkbox':
      return (token as { checked?: boolean }).checked ? '☑ ' : '☐ ';
    case 'link':
    case 'image':
      return withAddress(inner, (token as { href?: string }).href ?? '');
    case 'codespan':
    case 'code':
    case 'escape':
      return token.text ?? '';
    case 'html':
      return (token.text ?? '').replace(/<!--[\s\S]*?-->/g, '').trimEnd();
    default:
      return inner;
  }
}

/** On paper a link cannot be followed: its address stands behind its words, unless they are the address. */
function withAddress(words: string, address: string): string {
  const bare = address.replace(/^mailto:/, '');
  return bare === '' || words === bare || words === address ? words : `${words} (${bare})`.trimStart();
}

/** A single line end inside a paragraph of Markdown is a space. */
function shownText(text: string): string {
  return decodeEntities(text.replace(/ *\n */g, ' '));
}

/** The names that people write by hand; every other character has its number. */
const NAMED_ENTITIES: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00A0',
  copy: '©',
  reg: '®',
  trade: '™',
  deg: '°',
  euro: '€',
  pound: '£',
  sect: '§',
  times: '×',
  middot: '·',
  bull: '•',
  hellip: '…',
  ndash: '–',
  mdash: '—',
  laquo: '«',
  raquo: '»',
  larr: '←',
  rarr: '→',
};

function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#[xX]([\dA-Fa-f]{1,6})|(\w{2,8}));/g, (whole, decimal, hexadecimal, name) => {
    if (name) return NAMED_ENTITIES[name] ?? whole;
    const code = decimal ? Number(decimal) : Number.parseInt(hexadecimal, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : '\uFFFD';
  });
}
