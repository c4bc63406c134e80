/** Longer texts are cut before they are measured. */
const MAX_CHARACTERS = 120;
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** A text on one line, or as much of its beginning as fits, with an ellipsis. `measure` tells how wide a text is. */
export function fittingText(text: string, width: number, measure: (text: string) => number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= MAX_CHARACTERS && measure(line) <= width) return line;
  const characters = Array.from(graphemes.segment(line.slice(0, 2 * MAX_CHARACTERS)), ({ segment }) => segment);
  const beginning = (length: number): string => `${characters.slice(0, length).join('').trimEnd()}…`;
  let [fitting, tooMany] = [0, Math.min(characters.length, MAX_CHARACTERS) + 1];
  while (tooMany - fitting > 1) {
    const middle = (fitting + tooMany) >> 1;
    if (measure(beginning(middle)) <= width) fitting = middle;
    else tooMany = middle;
  }
  return beginning(fitting);
}
