import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { newFontChoice } from '../../../workers/render/text/font-choice.ts';
import { breakLines, type Line, measureText } from '../../../workers/render/text/lines.ts';
import type { TextLook } from '../../../workers/render/text/styled-text.ts';

const LOOK: TextLook = { family: 'sans', bold: false, italic: false, size: 10, color: '000000' };

function lines(text: string, width: number, language: string | null = null): Line[] {
  const fonts = newFontChoice(language, { note: () => undefined, close: () => undefined });
  return [...breakLines([{ text, look: LOOK }], { width, direction: 'ltr', fonts })];
}

/** What is seen on a line, from left to right. */
function seen(line: Line | undefined): string {
  return (
    line?.pieces
      .map(({ shaped }) => shaped.actual ?? shaped.meanings.join(''))
      .join('')
      .trimEnd() ?? ''
  );
}

function texts(text: string, width: number): string[] {
  return lines(text, width).map(seen);
}

function fontNames(text: string, language: string | null = null): string[] {
  return lines(text, 1000, language).flatMap(({ pieces }) => pieces.map(({ font }) => font.name));
}

describe('where lines end', () => {
  test('between words, without the blanks there, and at line feeds', () => {
    expect(texts('one two three\nfour\n\nfive', 45)).toEqual(['one two', 'three', 'four', '', 'five']);
  });

  test('with a blank that is not seen and takes no room, so that readers know where a word ends', () => {
    const [line] = lines('one two three', 45);
    expect(line?.pieces.map(({ shaped }) => shaped.meanings.join(''))).toEqual(['one', ' ', 'two', ' ']);
    expect(line?.width).toBeCloseTo(lines('one two', 45)[0]?.width ?? 0, 5);
  });

  test('not where words are held together', () => {
    expect(texts('wait 10\u00A0000\u00A0km', 60)).toEqual(['wait', '10\u00A0000\u00A0km']);
  });

  test('at a soft hyphen, which shows only there', () => {
    expect(texts('super\u00ADcalifragi', 45)).toEqual(['super-', 'califragi']);
    expect(texts('super\u00ADcalifragi', 200)).toEqual(['supercalifragi']);
  });

  test('between Chinese characters, but not before a full stop', () => {
    expect(texts('一二三四。五六', 40)).toEqual(['一二三', '四。五六']);
  });

  test('between Thai words, which a dictionary knows', () => {
    const [first, second] = texts('สวัสดีชาวโลก', 35);
    expect([first, second]).toEqual(['สวัสดี', 'ชาวโลก']);
  });

  test('inside a word that is wider than the line, never inside a character', () => {
    const family = '👨‍👩‍👧';
    expect(texts(family.repeat(4), 30)).toEqual([family + family, family + family]);
    const parts = texts('x'.repeat(1000), 100);
    expect(parts.join('')).toBe('x'.repeat(1000));
    expect(new Set(parts.slice(0, -1).map((part) => part.length)).size).toBe(1);
  });

  test('no line is wider than asked, and nothing is lost', () => {
    const character = fc.constantFrom(
      'a',
      'b',
      'c',
      '-',
      'mm',
      ' ',
      ' ',
      '\n',
      'é',
      '漢',
      'ひ',
      'ب',
      'ש',
      'ก',
      '😀',
      'e\u0301',
    );
    const text = fc.array(character, { maxLength: 60 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, fc.integer({ min: 20, max: 200 }), (given, width) => {
        const found = lines(given, width);
        for (const line of found) expect(line.width).toBeLessThanOrEqual(width + 0.01);
        const sorted = (one: string) => Array.from(one.normalize('NFC').replace(/\s/g, '')).toSorted().join('');
        expect(sorted(found.map(seen).join(''))).toBe(sorted(given));
      }),
      { numRuns: 150 },
    );
  });
});

describe('directions', () => {
  test('a paragraph runs as its first letter does, and lines go on from the right', () => {
    const [first, second] = lines('שלום abc עולם', 50);
    expect(first?.direction).toBe('rtl');
    expect(seen(first)).toBe('abc םולש');
    expect(seen(second)).toBe('םלוע');
  });

  test('numbers inside run from left to right, brackets are turned', () => {
    expect(seen(lines('שלום (123) עולם', 300)[0])).toBe('םלוע (123) םולש');
  });

  test('Arabic letters join, also where their look changes', () => {
    const fonts = newFontChoice(null, { note: () => undefined, close: () => undefined });
    const glyphs = (...parts: string[]) => {
      const pieces = parts.map((text, at) => ({ text, look: { ...LOOK, color: `00000${at}` } }));
      const [line] = breakLines(pieces, { width: 300, direction: 'ltr', fonts });
      return line?.pieces.flatMap(({ shaped }) => shaped.ids);
    };
    expect(glyphs('سلس')).toEqual(glyphs('س', 'ل', 'س'));
    expect(glyphs('سلس')).not.toEqual([...(glyphs('س') ?? []), ...(glyphs('ل') ?? []), ...(glyphs('س') ?? [])]);
  });
});

describe('fonts', () => {
  test('are chosen by script, marks and joined emoji with their base', () => {
    expect(fontNames('Aя')).toEqual(['sans']);
    expect(fontNames('مَ')).toEqual(['arabic']);
    expect(fontNames('x\u0302')).toEqual(['sans']);
    expect(fontNames('👨‍👩‍👧')).toEqual(['emoji']);
    expect(fontNames('∑ℵ')).not.toContain('last');
  });

  test('Chinese characters follow the language, or the script beside them', () => {
    expect(fontNames('漢')).toEqual(['chinese']);
    expect(fontNames('漢', 'ja-JP')).toEqual(['japanese']);
    expect(fontNames('漢', 'ko')).toEqual(['korean']);
    expect(new Set(fontNames('漢の'))).toEqual(new Set(['japanese']));
    expect(fontNames('漢', 'zh')).toEqual(['chinese']);
  });
});

test('a text is measured as it would be drawn', () => {
  const fonts = newFontChoice(null, { note: () => undefined, close: () => undefined });
  const measured = measureText([{ text: 'one three\ntwo', look: LOOK }], { direction: 'ltr', fonts });
  expect(measured.line).toBeCloseTo(lines('one three', 300)[0]?.width ?? 0, 5);
  expect(measured.word).toBeCloseTo(lines('three', 300)[0]?.width ?? 0, 5);
});
