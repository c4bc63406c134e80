const UNSEEN = /^\p{Default_Ignorable_Code_Point}$/u;
const NEVER_DRAWN = /[\u00AD\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF\u{E0001}]/gu;
const LINE_ENDS = /\r\n|[\r\u000B\u000C\u0085\u2028\u2029]/g;
const UNPRINTABLE = /[\u0000-\u0008\u000E-\u001F\u007F-\u0084\u0086-\u009F\uFFFE\uFFFF]/g;
const RIGHT_TO_LEFT =
  /[\u0590-\u08FF\u200F\u202B\u202E\u2067\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;
const FIRST_STRONG = /[\p{L}\u200E\u200F\u061C]/u;
const RIGHT_TO_LEFT_LANGUAGES = /^(ar|arc|ckb|dv|fa|he|iw|ku-arab|nqo|pa-arab|ps|sd|syr|ug|ur|yi)\b/i;

export type Direction = 'ltr' | 'rtl';

/** A text with line feeds as its only line ends, and without what cannot be printed. */
export function printable(text: string): string {
  return text.replace(LINE_ENDS, '\n').replace(UNPRINTABLE, '').toWellFormed();
}

/** Characters that guide others but are never seen themselves: no font needs to have them. */
export function isUnseen(character: string): boolean {
  return UNSEEN.test(character);
}

/** The text without the characters that say where to break and which way to run: they have done their work. */
export function drawnText(text: string): string {
  return text.replace(NEVER_DRAWN, '');
}

/** Whether any of it may run from right to left. */
export function mayRunRightToLeft(text: string): boolean {
  return RIGHT_TO_LEFT.test(text);
}

/** The direction of a paragraph: that of its first letter (UAX 9, rules P2 and P3), or `otherwise` if it has none. */
export function directionOf(text: string, otherwise: Direction): Direction {
  const strong = FIRST_STRONG.exec(text)?.[0];
  if (strong === undefined) return otherwise;
  return RIGHT_TO_LEFT.test(strong) ? 'rtl' : 'ltr';
}

/** The direction in which a language is written; left to right if it is not known. */
export function directionOfLanguage(language: string | null): Direction {
  return language !== null && RIGHT_TO_LEFT_LANGUAGES.test(language) ? 'rtl' : 'ltr';
}

/** The characters of a text, each as Unicode counts them: what a reader takes for one may be several. */
export function charactersOf(text: string): string[] {
  return Array.from(text);
}

/** The same as numbers. */
export function codePointsOf(text: string): number[] {
  return Array.from(text, (character) => character.codePointAt(0) ?? 0);
}
