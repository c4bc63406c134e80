/**
 * How wide a text is, as a part of its font's size: an estimate, for the fonts that it will be shown in are on other
 * machines. The widths are those of a common sans serif, and a little more.
 */
export function textWidth(text: string, look: TextLook): number {
  let width = 0;
  for (const character of text) width += characterWidth(character, look);
  return width;
}

/** What decides how wide letters are. */
interface TextLook {
  bold?: boolean;
  mono?: boolean;
}

/** Other fonts that may stand in are wider. */
const RESERVE = 1.08;
const BOLD_FACTOR = 1.07;
const MONO_WIDTH = 0.61;
const TAB_WIDTH = 1.6;
const EMOJI_WIDTH = 1.3;

/** Of the characters from U+0020 to U+007E. */
const ASCII_WIDTHS = [
  ...[0.28, 0.28, 0.36, 0.56, 0.56, 0.89, 0.67, 0.2, 0.33, 0.33, 0.39, 0.58, 0.28, 0.33, 0.28, 0.3],
  ...[0.56, 0.56, 0.56, 0.56, 0.56, 0.56, 0.56, 0.56, 0.56, 0.56, 0.28, 0.28, 0.58, 0.58, 0.58, 0.56],
  ...[1.02, 0.67, 0.67, 0.72, 0.72, 0.67, 0.61, 0.78, 0.72, 0.28, 0.5, 0.67, 0.56, 0.83, 0.72, 0.78],
  ...[0.67, 0.78, 0.72, 0.67, 0.61, 0.72, 0.67, 0.94, 0.67, 0.67, 0.61, 0.28, 0.3, 0.28, 0.47, 0.56],
  ...[0.33, 0.56, 0.56, 0.5, 0.56, 0.56, 0.3, 0.56, 0.56, 0.25, 0.25, 0.5, 0.25, 0.83, 0.56, 0.56],
  ...[0.56, 0.56, 0.35, 0.5, 0.3, 0.56, 0.5, 0.72, 0.5, 0.5, 0.5, 0.33, 0.26, 0.33, 0.58],
];

/** Letters that are as wide as they are high, such as Chinese ones. */
const FULL_WIDTH =
  /[\u1100-\u115F\u2E80-\uA4CF\uA960-\uA97C\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\u{20000}-\u{3FFFD}]/u;
const WITHOUT_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/u;
const EMOJI = /\p{Emoji_Presentation}|[\u{1F000}-\u{1FAFF}]/u;
const CAPITAL = /\p{Lu}/u;

export function characterWidth(character: string, { bold, mono }: TextLook): number {
  const factor = bold ? RESERVE * BOLD_FACTOR : RESERVE;
  const code = character.codePointAt(0) ?? 0;
  if (code === 9) return TAB_WIDTH;
  if (code < 0x7f) return mono ? MONO_WIDTH : (ASCII_WIDTHS[code - 32] ?? 0) * factor;
  return otherWidth(character, code, mono === true) * factor;
}

function otherWidth(character: string, code: number, mono: boolean): number {
  if (code >= 0x300 && WITHOUT_WIDTH.test(character)) return 0;
  if (code >= 0x1100 && FULL_WIDTH.test(character)) return 1;
  if (code >= 0x2300 && EMOJI.test(character)) return EMOJI_WIDTH;
  if (mono) return MONO_WIDTH;
  // Hebrew and Arabic letters are narrow, those of the Indic scripts wide.
  if (code >= 0x590 && code < 0x900) return 0.52;
  if (code >= 0x900 && code < 0x1100) return 0.68;
  return CAPITAL.test(character) ? 0.72 : 0.59;
}
