import type { Token, Tokens } from 'marked';
import { writableText } from '../../../../src/documents/writable-text.ts';
import type { Run } from '../content.ts';
import { canonicalLink } from '../rich-text.ts';
import { decodeEntities } from './entities.ts';

/** A picture among words. */
export interface InlinePicture {
  address: string;
  /** Its description, with the looks of the words around it. */
  alt: Run[];
  caption: string | null;
}

export type InlinePart = Run | InlinePicture;

type Looks = Omit<Run, 'text'>;

/**
 * The words and pictures of a paragraph's tokens, marks gone, entities decoded. Nothing is fetched and no HTML
 * interpreted, but that `<br>` is a line break, and a comment is nothing.
 */
export function inlineParts(tokens: Token[], looks: Looks = {}): InlinePart[] {
  return joined(tokens.flatMap((token) => partsOf(token as Tokens.Generic, looks)));
}

/** Whether a part is a picture. */
export function isPicture(part: InlinePart): part is InlinePicture {
  return 'address' in part;
}

/** A text as it is to be shown. An entity brings in no character that the check of the input would have refused. */
export function shownText(text: string): string {
  return writableText(decodeEntities(text));
}

/** Block or inline HTML stands as it was written. */
export function shownHtml(html: string): string {
  return html.replace(/<!--[\s\S]*?(?:-->|$)/g, '').replace(/<br\s*\/?>/gi, '\n');
}

function partsOf(token: Tokens.Generic, looks: Looks): InlinePart[] {
  const inner = (more: Looks): InlinePart[] => inlineParts(token.tokens ?? [], { ...looks, ...more });
  switch (token.type) {
    case 'strong':
      return inner({ bold: true });
    case 'em':
      return inner({ italic: true });
    case 'del':
      return inner({ strike: true });
    case 'codespan':
      return words(String(token.text), { ...looks, code: true });
    case 'link':
      return linkParts(token, looks);
    case 'image':
      return [pictureOf(token, looks)];
    case 'br':
      return words('\n', looks);
    case 'checkbox':
      return [];
    case 'html':
      return words(shownHtml(String(token.text)), looks);
    case 'escape':
      return words(String(token.text), looks);
    default:
      if (token.tokens) return inner({});
      // A single line end inside a paragraph is a space.
      return words(shownText(unfolded(String(token.text ?? ''))), looks);
  }
}

/** On one line, without the spaces around line ends. By places: a pattern would look at a long run of spaces from each of them. */
function unfolded(text: string): string {
  if (!text.includes('\n')) return text;
  const lines = text.split('\n');
  return lines
    .map((line, at) => {
      let [from, to] = [0, line.length];
      while (at > 0 && line[from] === ' ') from += 1;
      while (at < lines.length - 1 && to > from && line[to - 1] === ' ') to -= 1;
      return line.slice(from, to);
    })
    .join(' ');
}

/** What no document can lead to, such as a place in a folder, stands behind the words. */
function linkParts(token: Tokens.Generic, looks: Looks): InlinePart[] {
  const href = shownText(String(token.href ?? ''));
  const canFollow = /^(?:https?:\/\/|mailto:)[^\s<>"]+$/i.test(href) && URL.canParse(href);
  const inner = inlineParts(token.tokens ?? [], canFollow ? { ...looks, link: canonicalLink(href) } : looks);
  const isShown = canFollow || href === '' || href.startsWith('#') || plainWords(inner) === href;
  return isShown ? inner : [...inner, ...words(` (${href})`, looks)];
}

function pictureOf(token: Tokens.Generic, looks: Looks): InlinePicture {
  const title = typeof token.title === 'string' ? shownText(token.title) : '';
  const alt = plainWords(inlineParts(token.tokens ?? [])) || shownText(String(token.text ?? ''));
  return { address: String(token.href ?? ''), alt: words(alt, looks), caption: title === '' ? null : title };
}

function words(text: string, looks: Looks): Run[] {
  return text === '' ? [] : [{ text, ...looks }];
}

function plainWords(parts: InlinePart[]): string {
  return parts.map((part) => (isPicture(part) ? plainWords(part.alt) : part.text)).join('');
}

/** Neighbours of the same look are one run. */
function joined(parts: InlinePart[]): InlinePart[] {
  const runs: InlinePart[] = [];
  for (const part of parts) {
    const last = runs.at(-1);
    if (last && !isPicture(last) && !isPicture(part) && sameLooks(last, part)) {
      runs[runs.length - 1] = { ...last, text: last.text + part.text };
    } else runs.push(part);
  }
  return runs;
}

function sameLooks(one: Run, other: Run): boolean {
  return (['bold', 'italic', 'strike', 'code', 'link'] as const).every((look) => one[look] === other[look]);
}
