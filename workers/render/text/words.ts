import { breakPlaces } from './break-places.ts';
import { drawnText } from './characters.ts';
import type { ChosenFont } from './font-choice.ts';
import type { ItemizedText } from './itemize.ts';
import { shape, type Shaped } from './shape.ts';
import type { TextLook } from './styled-text.ts';

/** Glyphs of one font, look and direction. */
export interface Piece {
  shaped: Shaped;
  look: TextLook;
  font: ChosenFont;
  level: number;
  /** In points. */
  width: number;
}

/** What stands between two places where a line may end: pieces from first to last, and the blanks after them. */
export interface Word {
  core: Piece[];
  width: number;
  blanks: Piece[];
  blankWidth: number;
  /** Whether a hyphen shows if the line ends here. */
  endsSoftly: boolean;
  /** Whether it belongs to the word before it: longer ones are taken in parts. */
  isContinued: boolean;
  source: ItemizedText;
  start: number;
  end: number;
}

/** Blanks at which a line may end; those that hold words together are letters to it. */
const BLANKS = new Set(' \u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200A\u205F\u3000');
/** Letters that join the next one, if it is one of them: they do so as well where their look or font changes. */
const JOINING = /[\u0620-\u064A\u066E-\u06D3\u0750-\u077F]/;
/** In characters; longer ones are shaped in parts. */
const MAX_WORD = 400;
const JOINER = '\u200D';
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** The words of a text, shaped, from first to last. */
export function* wordsOf(source: ItemizedText): Generator<Word> {
  let start = 0;
  for (const end of breakPlaces(source.text)) {
    const wordStart = start;
    while (start < end) {
      const to = end - start <= MAX_WORD ? end : clusterStart(source.text, start + MAX_WORD);
      yield { ...wordBetween(source, start, to), isContinued: start > wordStart };
      start = to;
    }
  }
}

/**
 * The parts of a word that is wider than a line: each is no wider than `width`, but has one character at least. The last
 * is what is left for the line that others go on with.
 *
 * @param firstWidth the room for the first
 */
export function* dividedWord({ source, start, end }: Word, width: number, firstWidth: number): Generator<Word> {
  let from = start;
  while (from < end) {
    const to = fittingEnd(source, from, end, from === start ? firstWidth : width);
    yield wordBetween(source, from, to);
    from = to;
  }
}

/** A piece with the same look, font and direction as another. */
export function pieceLike({ look, font, level }: Pick<Piece, 'look' | 'font' | 'level'>, text: string): Piece {
  const shaped = shape(font.face, text, level % 2 === 1);
  return { shaped, look, font, level, width: (shaped.width * look.size) / 1000 };
}

function wordBetween(source: ItemizedText, start: number, end: number): Word {
  const { text } = source;
  let coreEnd = end;
  while (coreEnd > start && BLANKS.has(text[coreEnd - 1] ?? '')) coreEnd -= 1;
  const core = piecesBetween(source, start, coreEnd);
  const blanks = coreEnd < end ? piecesBetween(source, coreEnd, end) : [];
  const endsSoftly = text[end - 1] === '\u00AD';
  return {
    core,
    width: widthOf(core),
    blanks,
    blankWidth: widthOf(blanks),
    endsSoftly,
    isContinued: false,
    source,
    start,
    end,
  };
}

/** The characters are measured one by one, so that a word as long as a book is shaped only once. */
function fittingEnd(source: ItemizedText, start: number, end: number, width: number): number {
  const ends: number[] = [];
  let sum = 0;
  for (const { index, segment } of graphemes.segment(source.text.slice(start, end))) {
    const clusterEnd = start + index + segment.length;
    sum += widthOf(piecesBetween(source, start + index, clusterEnd));
    if (sum > width && ends.length > 0) break;
    ends.push(clusterEnd);
  }
  // Side by side they may be wider than one by one.
  while (ends.length > 1 && widthOf(piecesBetween(source, start, ends.at(-1) ?? end)) > width) ends.pop();
  return ends.at(-1) ?? end;
}

function piecesBetween({ text, items }: ItemizedText, start: number, end: number): Piece[] {
  const pieces: Piece[] = [];
  let from = start;
  for (let at = firstItem(items, start); from < end; at += 1) {
    const item = items[at];
    if (!item) break;
    const to = Math.min(item.end, end);
    const drawn = drawnText(text.slice(from, to));
    if (drawn !== '') pieces.push(pieceLike(item, joined(text, from, to, start, end, drawn)));
    from = to;
  }
  return pieces;
}

function joined(text: string, from: number, to: number, start: number, end: number, drawn: string): string {
  const before = from > start && JOINING.test(text[from - 1] ?? '') && JOINING.test(drawn[0] ?? '') ? JOINER : '';
  const after = to < end && JOINING.test(text[to - 1] ?? '') && JOINING.test(text[to] ?? '') ? JOINER : '';
  return before + drawn + after;
}

/** Not between the two halves of a character, nor before what stands above or below one. */
function clusterStart(text: string, at: number): number {
  let start = at;
  while (start < text.length && /[\uDC00-\uDFFF\p{M}]|\u200D/u.test(text.slice(start, start + 1))) start += 1;
  return start;
}

/** The first item that ends behind `start`. */
function firstItem(items: ItemizedText['items'], start: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle]?.end ?? 0) > start) high = middle;
    else low = middle + 1;
  }
  return low;
}

function widthOf(pieces: Piece[]): number {
  let width = 0;
  for (const piece of pieces) width += piece.width;
  return width;
}
