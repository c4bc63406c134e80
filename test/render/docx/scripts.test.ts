import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { directionOf, scriptPieces } from '../../../workers/render/docx/scripts.ts';

const WORDS = [
  'abc',
  'שלום',
  'سلام',
  '日本',
  'かな',
  '한글',
  'ไทย',
  'हिन्दी',
  '12',
  ' ',
  '(',
  '),',
  '😀',
  '—',
  '\uD800',
];
const text = fc.array(fc.constantFrom(...WORDS), { maxLength: 12 }).map((words) => words.join(''));
const base = fc.constantFrom('ltr' as const, 'rtl' as const);

test('pieces cover a text without gaps, and neighbours differ', () => {
  fc.assert(
    fc.property(text, base, (words, direction) => {
      const pieces = scriptPieces(words, direction, 'chinese').filter(({ start, end }) => end > start);
      expect(pieces.map(({ start, end }) => words.slice(start, end)).join('')).toBe(words);
      for (const [at, piece] of pieces.entries()) {
        const next = pieces[at + 1];
        if (next)
          expect([next.start, next.script === piece.script && next.rtl === piece.rtl]).toEqual([piece.end, false]);
      }
    }),
  );
});

test('letters keep their own direction', () => {
  fc.assert(
    fc.property(text, base, (words, direction) => {
      for (const { start, end, rtl } of scriptPieces(words, direction, 'chinese')) {
        const piece = words.slice(start, end);
        expect(rtl ? /[a-z日か한ไह]/.test(piece) : /[שס]/.test(piece)).toBe(false);
      }
    }),
  );
});

test.each([
  ['abc שלום', 'ltr'],
  ['12 — שלום abc', 'rtl'],
  ['日本', 'ltr'],
  ['12 — (!)', null],
  ['', null],
])('%s begins %s', (words, direction) => {
  expect(directionOf(words)).toBe(direction);
});

test('ideographs are of the language that the letters around them show, else of the document’s', () => {
  const scripts = (words: string) => scriptPieces(words, 'ltr', 'korean').map(({ script }) => script);
  expect(scripts('日本語です')).toEqual(['japanese']);
  expect(scripts('日本')).toEqual(['korean']);
});
