/** Characters that take the room of two: East Asian wide and full-width ones (Unicode Standard Annex 11) and emoji. */
const WIDE =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\u9FFF\uA000-\uA4CF\uA960-\uA97C\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|[\u{1F300}-\u{1FAFF}\u{20000}-\u{3FFFD}]/u;
/** What stands on the character before it and takes no room. */
const NO_ROOM = /[\p{Mn}\p{Me}\p{Cf}]/u;
const NARROW_ONLY = /^[\u0020-\u024F]*$/;

/** The width of a line of text, in characters of usual width. */
export function textWidth(line: string): number {
  if (NARROW_ONLY.test(line)) return line.length;
  let width = 0;
  for (const character of line) width += NO_ROOM.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
}

/** The width of the widest of the lines. */
export function widestLine(text: string): number {
  if (!text.includes('\n')) return textWidth(text);
  return text.split('\n').reduce((widest, line) => Math.max(widest, textWidth(line)), 0);
}

/** How many lines a text takes in a column of this width. */
export function linesIn(text: string, width: number): number {
  if (text.length <= width && !text.includes('\n') && NARROW_ONLY.test(text)) return 1;
  let lines = 0;
  for (const line of text.split('\n')) lines += Math.max(1, Math.ceil(textWidth(line) / width));
  return lines;
}
