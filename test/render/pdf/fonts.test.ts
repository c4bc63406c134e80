import { expect, test } from '@jest/globals';
import { documentOf, madePdf, paragraph } from './made-pdf.ts';
import { readPdf } from './read-pdf.ts';

test('every font is embedded, with the characters that its glyphs stand for', async () => {
  const text = 'Latin Кириллица Ελληνικά 漢字 かな 한글 ไทย हिन्दी עברית العربية ∑ ☑ 😀';
  const { bytes, warnings } = await madePdf(documentOf([paragraph(text)]));
  const file = Buffer.from(bytes).toString('latin1');
  const count = (pattern: RegExp) => file.match(pattern)?.length ?? 0;
  const fonts = count(/\/Subtype \/Type0\b/g);
  expect(fonts).toBeGreaterThan(8);
  expect(count(/\/FontFile2 /g)).toBe(fonts);
  expect(count(/\/ToUnicode /g)).toBe(fonts);
  expect(warnings).toEqual([]);
  expect((await readPdf(bytes)).pages[0]?.text).toContain('Latin Кириллица Ελληνικά 漢字 かな 한글');
});

test('characters that no font has are named, and only so many of them', async () => {
  const { warnings } = await madePdf(documentOf([paragraph('a \u{10330} b \u{10330} c')]));
  expect(warnings).toEqual([
    {
      code: 'missing-glyph',
      detail: 'No font has the character \u{10330} (U+10330); an empty box stands in its place.',
    },
  ]);
  const gothic = String.fromCodePoint(...Array.from({ length: 90 }, (_, at) => 0x12000 + at));
  const many = await madePdf(documentOf([paragraph(gothic)]));
  expect(many.warnings).toHaveLength(31);
  expect(many.warnings.at(-1)?.detail).toBe('No font has 60 further characters.');
});
