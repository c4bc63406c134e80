const UNWRITABLE = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/u;
const ALL_UNWRITABLE = new RegExp(UNWRITABLE, 'gu');
/** The same but for surrogates, whose pairs make it slow to look for single ones. */
const UNWRITABLE_UNIT = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/;

/**
 * The first character of a text that XML 1.0 (section 2.2), and so every office format, has no way to write; null when
 * there is none. Tabs and line ends it has.
 */
export function unwritableCharacter(text: string): string | null {
  return isWritable(text) ? null : (UNWRITABLE.exec(text)?.[0] ?? null);
}

/** The text with the sign for "unreadable" in the place of each such character. */
export function writableText(text: string): string {
  return isWritable(text) ? text : text.replace(ALL_UNWRITABLE, '\uFFFD');
}

/** Nearly every text is; there are millions of them. */
function isWritable(text: string): boolean {
  return text.isWellFormed() && !UNWRITABLE_UNIT.test(text);
}
