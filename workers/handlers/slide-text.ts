/** East Asian letters and most symbols beyond the first plane are as wide as two others. */
const WIDE =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\u{1F300}-\u{1FAFF}\u{20000}-\u{3FFFD}]/u;

/**
 * Breaks a text into lines of at most so many characters: an estimate, for there are no fonts here to measure with.
 * The lines keep the spaces and line feeds at their ends: joined, they are the text again.
 */
export function wrapByCharacters(text: string, perLine: number): string[] {
  return text.split(/(?<=\n)/).flatMap((line) => wrapLine(line, perLine));
}

function wrapLine(line: string, perLine: number): string[] {
  const lines: string[] = [];
  let current = '';
  let used = 0;
  for (const word of line.split(/(?<= )/)) {
    const width = widthOf(word.trimEnd());
    if (used + width > perLine && current !== '') {
      lines.push(current);
      [current, used] = ['', 0];
    }
    const parts = width > perLine ? brokenWord(word, perLine) : [word];
    lines.push(...parts.slice(0, -1));
    current += parts.at(-1) ?? '';
    used += widthOf(parts.at(-1) ?? '');
  }
  return [...lines, current];
}

function brokenWord(word: string, perLine: number): string[] {
  const parts: string[] = [];
  let part = '';
  let used = 0;
  for (const character of word) {
    const width = widthOf(character);
    if (used + width > perLine && part !== '') {
      parts.push(part);
      [part, used] = ['', 0];
    }
    part += character;
    used += width;
  }
  return [...parts, part];
}

function widthOf(text: string): number {
  if (/^[\u0000-\u10FF]*$/.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += WIDE.test(character) ? 2 : 1;
  return width;
}
