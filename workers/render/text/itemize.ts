import { bidi } from './bidi.ts';
import { type Direction, mayRunRightToLeft } from './characters.ts';
import { type ChosenFont, type FontChoice, type TextTraits, traitsOf } from './font-choice.ts';
import { plainText, type StyledText, type TextLook } from './styled-text.ts';

/** A stretch of a text with one look, one font and one direction. */
export interface Item {
  /** Where it ends in the text; it begins where the one before it ends. */
  end: number;
  look: TextLook;
  font: ChosenFont;
  /** The embedding level (UAX 9): odd ones run from right to left. */
  level: number;
}

/** A line of text, not yet broken, and what it is made of. */
export interface ItemizedText {
  text: string;
  items: Item[];
}

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });
/** Letters and signs of Latin, Greek and Cyrillic that stand for themselves, one after the other. */
const SIMPLE =
  /^[\u0020-\u007E\u00A0-\u00AC\u00AE-\u02FF\u0370-\u0482\u048A-\u052F\u2010-\u2027\u2030-\u205E\u20A0-\u20BF]*$/;

/** Divides a text into stretches that can be shaped, each as a whole. */
export function itemize(pieces: readonly StyledText[], direction: Direction, fonts: FontChoice): ItemizedText {
  const text = plainText(pieces);
  const levels =
    direction === 'rtl' || mayRunRightToLeft(text) ? bidi.getEmbeddingLevels(text, direction).levels : null;
  const items: Item[] = [];
  let traits: TextTraits | null = null;
  let start = 0;
  let before: ChosenFont | null = null;
  for (const { text: part, look } of pieces) {
    const own = fonts.ownFont(look);
    if (levels === null && SIMPLE.test(part) && hasAll(own, part)) {
      if (part !== '') items.push({ end: start + part.length, look, font: own, level: 0 });
      before = own;
    } else {
      traits ??= traitsOf(text);
      before = addItems(items, { part, start, look, levels, before, traits }, fonts);
    }
    start += part.length;
  }
  return { text, items };
}

interface Part {
  part: string;
  start: number;
  look: TextLook;
  levels: Uint8Array | null;
  before: ChosenFont | null;
  traits: TextTraits;
}

function addItems(
  items: Item[],
  { part, start, look, levels, before, traits }: Part,
  fonts: FontChoice,
): ChosenFont | null {
  let last: Item | null = null;
  let font = before;
  for (const { segment, index } of graphemes.segment(part)) {
    font = fonts.fontFor(segment, look, font, traits);
    const level = levels?.[start + index] ?? 0;
    const end = start + index + segment.length;
    if (last && last.font === font && last.level === level) last.end = end;
    else items.push((last = { end, look, font, level }));
  }
  return font;
}

function hasAll(font: ChosenFont, text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (!font.face.has(text.charCodeAt(at))) return false;
  return true;
}
