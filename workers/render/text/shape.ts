import { bidi } from './bidi.ts';
import { charactersOf } from './characters.ts';
import type { Face } from './face.ts';

/** Glyphs in the order in which they stand on the line, left to right. Lengths are thousandths of the font's size. */
export interface Shaped {
  ids: number[];
  /** How far each moves the pen. */
  advances: number[];
  /** Each glyph's own width, as the font says it: what a PDF's font says too. */
  widths: number[];
  /** Where each is drawn, from the pen; null: at the pen, all of them. */
  offsets: { x: number; y: number }[] | null;
  /** The characters that each glyph stands for, for those who read the file; empty for parts of a character. */
  meanings: string[];
  width: number;
  /** The text as a reader has to be told it, where the glyphs' own meanings would mislead; null: they do not. */
  actual: string | null;
}

const NUMBER = /^[0-9.,:%+\u2212()\u00A0€$£¥-]+$/;
const MAX_CACHED_LETTERS = 40;
const MAX_CACHED_WORDS = 4000;

/** Turns a piece of text, of one font and one direction, into glyphs. `text` has no characters that are not drawn. */
export function shape(face: Face, text: string, isRightToLeft: boolean): Shaped {
  // A page of numbers would push all words out of the cache.
  if (text.length > 1 && !isRightToLeft && NUMBER.test(text)) return shapeNumber(face, text);
  const key = isRightToLeft ? `\u200F${text}` : text;
  const known = face.shaped.get(key);
  if (known) return known;
  const shaped = shapeAnew(face, text, isRightToLeft);
  if (text.length <= MAX_CACHED_LETTERS) {
    if (face.shaped.size >= MAX_CACHED_WORDS) face.shaped.clear();
    face.shaped.set(key, shaped);
  }
  return shaped;
}

/** Numbers are many and all different, and their signs do not mind their neighbours. */
function shapeNumber(face: Face, text: string): Shaped {
  const shaped: Shaped = { ids: [], advances: [], widths: [], offsets: null, meanings: [], width: 0, actual: null };
  for (const character of text) {
    const { ids, advances, widths, meanings, width } = shape(face, character, false);
    shaped.ids.push(...ids);
    shaped.advances.push(...advances);
    shaped.widths.push(...widths);
    shaped.meanings.push(...meanings);
    shaped.width += width;
  }
  return shaped;
}

function shapeAnew(face: Face, text: string, isRightToLeft: boolean): Shaped {
  const ordered = shapingOrder(isRightToLeft ? mirrored(text) : text);
  const direction = isRightToLeft ? 'rtl' : 'ltr';
  const { glyphs, positions } = face.shaping.layout(ordered, undefined, undefined, undefined, direction);
  const unit = 1000 / face.font.unitsPerEm;
  const shaped: Shaped = { ids: [], advances: [], widths: [], offsets: [], meanings: [], width: 0, actual: null };
  const offsets: { x: number; y: number }[] = [];
  for (const [at, glyph] of glyphs.entries()) {
    const { xAdvance = 0, xOffset = 0, yOffset = 0 } = positions[at] ?? {};
    // What joiners and other unseen characters became.
    if (xAdvance === 0 && glyph.codePoints[0] === 0x20) continue;
    shaped.ids.push(glyph.id);
    shaped.advances.push(xAdvance * unit);
    shaped.widths.push(glyph.advanceWidth * unit);
    shaped.meanings.push(String.fromCodePoint(...glyph.codePoints));
    shaped.width += xAdvance * unit;
    offsets.push({ x: xOffset * unit, y: yOffset * unit });
  }
  // What stands higher, lower or backwards looks like another word to a program that reads the file.
  const looksParted = offsets.some(({ x, y }) => x !== 0 || y !== 0);
  shaped.offsets = looksParted ? offsets : null;
  shaped.actual = actualText(text, ordered, shaped.meanings, isRightToLeft, looksParted);
  return shaped;
}

/**
 * Programs that read a PDF put the words of a line together from left to right and turn those that run from right to
 * left around, also what an `ActualText` says (poppler and PDFium do). So it has to be said turned around.
 */
function actualText(
  text: string,
  ordered: string,
  meanings: string[],
  isRightToLeft: boolean,
  looksParted: boolean,
): string | null {
  const said = isRightToLeft ? charactersOf(ordered).toReversed().join('') : ordered;
  const isPlain = !looksParted && ordered.length === text.length;
  if (isPlain && withoutJoiners(meanings.join('')) === withoutJoiners(said)) return null;
  const visible = isRightToLeft ? charactersOf(mirrored(text)).toReversed().join('') : text;
  return visible.replaceAll('\u200D', (joiner, at: number) => (isInsideEmoji(visible, at) ? joiner : ''));
}

function withoutJoiners(text: string): string {
  return text.replace(/[\u200C\u200D]/g, '');
}

function isInsideEmoji(text: string, at: number): boolean {
  return at > 0 && /^\u200D\p{Extended_Pictographic}/u.test(text.slice(at));
}

/** The order in which the shaper places signs rightly; it does not sort them itself. */
function shapingOrder(text: string): string {
  let ordered = text;
  if (/[\u0300-\u036F]/.test(ordered)) ordered = ordered.normalize('NFC');
  // The ring of SARA AM stands below a tone mark: https://learn.microsoft.com/typography/script-development/thai
  if (ordered.includes('\u0E33')) ordered = ordered.replace(/([\u0E48-\u0E4B]*)\u0E33/g, '\u0E4D$1\u0E32');
  // A shadda stands below the vowel signs (UTR 53).
  if (ordered.includes('\u0651')) ordered = ordered.replace(/([\u064B-\u0650\u0652]+)\u0651/g, '\u0651$1');
  return ordered;
}

/** Brackets and the like, turned to the other side (UAX 9, rule L4). */
function mirrored(text: string): string {
  return text.replace(/[^\p{L}\p{M}\p{N}\s]/gu, (character) => bidi.getMirroredCharacter(character) ?? character);
}
