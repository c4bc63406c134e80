/**
 * Word chooses a font by the script of each character, but it has to be told where right-to-left text and complex
 * scripts begin and end, and which of the East Asian forms of a character is meant. This is what tells it.
 */
export type Script = 'plain' | 'hebrew' | 'arabic' | 'indic' | 'thai' | EastAsian;
export type EastAsian = 'japanese' | 'korean' | 'chinese';

export type Direction = 'ltr' | 'rtl';

/** A stretch of text of one script and direction, as places in the text. */
export interface ScriptPiece {
  start: number;
  end: number;
  script: Script;
  rtl: boolean;
}

/** Nothing below needs any of this: Latin, Greek, Cyrillic, Armenian and their signs. */
const BEYOND_PLAIN =
  /[\u{590}-\u{1AFF}\u{1CC0}-\u{1CFF}\u{2E80}-\u{D7FF}\u{F900}-\u{FAFF}\u{FB1D}-\u{FDFF}\u{FE30}-\u{FFEF}\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}\u{20000}-\u{3FFFF}]/u;
const RIGHT_TO_LEFT = /[\u{590}-\u{8FF}\u{FB1D}-\u{FDFF}\u{FE70}-\u{FEFE}\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;
const LETTER = /\p{L}/u;
const KANA = /[\u3040-\u30FF\u31F0-\u31FF\uFF66-\uFF9F]/;
const HANGUL = /[\u1100-\u11FF\u3130-\u318F\uAC00-\uD7A3]/;

/** Where the text begins, by its first letter (as Unicode's rules P2 and P3 have it); null when it has none. */
export function directionOf(text: string): Direction | null {
  if (!RIGHT_TO_LEFT.test(text)) return LETTER.test(text) ? 'ltr' : null;
  const first = LETTER.exec(text)?.[0];
  return first === undefined ? null : isRightToLeft(scriptOf(first.codePointAt(0) ?? 0, 'chinese')) ? 'rtl' : 'ltr';
}

/** Which language a text shows to be in by the letters that only it has; null when it does not. */
export function eastAsianOf(text: string): EastAsian | null {
  return KANA.test(text) ? 'japanese' : HANGUL.test(text) ? 'korean' : null;
}

/**
 * The pieces of a paragraph's text, in order and without gaps. Signs and spaces between two pieces belong to the one that
 * runs in the paragraph's direction, digits to the letters before them (Unicode Standard Annex 9, rules W and N, as far as
 * Word does not do the same by itself).
 *
 * @param ideographs the language of ideographs that stand without kana or hangul
 */
export function scriptPieces(text: string, base: Direction, ideographs: EastAsian): ScriptPiece[] {
  if (base === 'ltr' && !BEYOND_PLAIN.test(text)) return [{ start: 0, end: text.length, script: 'plain', rtl: false }];
  const language = eastAsianOf(text) ?? ideographs;
  const pieces: ScriptPiece[] = [];
  let strongEnd = 0;
  for (let at = 0; at < text.length;) {
    const code = text.codePointAt(at) ?? 0;
    const end = at + (code > 0xffff ? 2 : 1);
    const script = strongScript(code, pieces.at(-1), language);
    if (script !== null) {
      append(pieces, { start: strongEnd, end, script, rtl: isRightToLeft(script) }, at, base);
      strongEnd = end;
    }
    at = end;
  }
  return withRest(pieces, text.length, base);
}

/** The piece's own characters begin at `strongStart`; what stands before them has no direction of its own. */
function append(pieces: ScriptPiece[], piece: ScriptPiece, strongStart: number, base: Direction): void {
  const last = pieces.at(-1);
  if (last?.script === piece.script && last.rtl === piece.rtl) {
    last.end = piece.end;
    return;
  }
  const goesWithLast = last !== undefined && (last.rtl === piece.rtl || last.rtl === (base === 'rtl'));
  const goesWithNext = !goesWithLast && piece.rtl === (base === 'rtl');
  if (goesWithLast) last.end = strongStart;
  else if (!goesWithNext && strongStart > piece.start) {
    pieces.push({ start: piece.start, end: strongStart, script: 'plain', rtl: base === 'rtl' });
  }
  pieces.push({ ...piece, start: goesWithNext ? piece.start : strongStart });
}

function withRest(pieces: ScriptPiece[], end: number, base: Direction): ScriptPiece[] {
  const last = pieces.at(-1);
  if (last?.end === end) return pieces;
  if (last !== undefined && last.rtl === (base === 'rtl')) last.end = end;
  else pieces.push({ start: last?.end ?? 0, end, script: 'plain', rtl: base === 'rtl' });
  return pieces;
}

/** The script of a character that has a direction; null for signs and spaces. A digit goes with what is before it. */
function strongScript(code: number, before: ScriptPiece | undefined, ideographs: EastAsian): Script | null {
  if (code >= 0x30 && code <= 0x39) return before?.script ?? null;
  const script = scriptOf(code, ideographs);
  return script !== 'plain' || LETTER.test(String.fromCodePoint(code)) ? script : null;
}

function isRightToLeft(script: Script): boolean {
  return script === 'hebrew' || script === 'arabic';
}

/** By ranges of the Unicode code charts, in ascending order: the first whose end is not before the character. */
const RANGES: readonly (readonly [start: number, end: number, script: Script | 'ideograph'])[] = [
  [0x0590, 0x05ff, 'hebrew'],
  [0x0600, 0x08ff, 'arabic'],
  [0x0900, 0x0dff, 'indic'],
  [0x0e00, 0x0eff, 'thai'],
  [0x0f00, 0x109f, 'indic'],
  [0x1100, 0x11ff, 'korean'],
  [0x1780, 0x17ff, 'thai'],
  [0x1cd0, 0x1cff, 'indic'],
  [0x2e80, 0x303f, 'ideograph'],
  [0x3040, 0x30ff, 'japanese'],
  [0x3100, 0x312f, 'ideograph'],
  [0x3130, 0x318f, 'korean'],
  [0x3190, 0x31ef, 'ideograph'],
  [0x31f0, 0x31ff, 'japanese'],
  [0x3200, 0xa4cf, 'ideograph'],
  [0xa960, 0xa97f, 'korean'],
  [0xac00, 0xd7ff, 'korean'],
  [0xf900, 0xfaff, 'ideograph'],
  [0xfb1d, 0xfb4f, 'hebrew'],
  [0xfb50, 0xfdff, 'arabic'],
  [0xfe30, 0xfe4f, 'ideograph'],
  [0xfe70, 0xfefe, 'arabic'],
  [0xff00, 0xff65, 'ideograph'],
  [0xff66, 0xff9f, 'japanese'],
  [0xffa0, 0xffdc, 'korean'],
  [0xffe0, 0xffef, 'ideograph'],
  [0x10800, 0x10fff, 'hebrew'],
  [0x1e800, 0x1efff, 'arabic'],
  [0x20000, 0x3ffff, 'ideograph'],
];

function scriptOf(code: number, ideographs: EastAsian): Script {
  if (code < 0x590) return 'plain';
  const range = RANGES.find(([, end]) => code <= end);
  if (range === undefined || code < range[0]) return 'plain';
  return range[2] === 'ideograph' ? ideographs : range[2];
}
