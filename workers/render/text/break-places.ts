import LineBreaker from 'linebreak';

/** Scripts that put no blanks between words: a dictionary knows where the words end. */
const UNSPACED = /[\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF]+/g;
const words = new Intl.Segmenter('th', { granularity: 'word' });

/** The places where a line may end, in ascending order; the last is the end of the text (UAX 14). */
export function breakPlaces(text: string): number[] {
  const places: number[] = [];
  const breaker = new LineBreaker(text);
  for (let next = breaker.nextBreak(); next; next = breaker.nextBreak()) places.push(next.position);
  if (places.at(-1) !== text.length) places.push(text.length);
  const inner = text.search(UNSPACED) < 0 ? [] : unspacedPlaces(text);
  return inner.length === 0 ? places : [...new Set([...places, ...inner])].toSorted((a, b) => a - b);
}

function unspacedPlaces(text: string): number[] {
  const places: number[] = [];
  for (const { 0: run, index } of text.matchAll(UNSPACED)) {
    for (const word of words.segment(run)) if (word.index > 0) places.push(index + word.index);
  }
  return places;
}
