import { expect, test } from '@jest/globals';
import { readDeck } from './read-deck.ts';
import { deckOf, deckWith, list, METADATA, slideOf, THEMES, written } from './samples.ts';

test('the theme of the file has the colours and fonts of the theme, and those of the scripts', async () => {
  const metadata = { ...METADATA, language: null };
  const { bytes } = await written(deckOf([slideOf('年次報告のまとめ')], { metadata, theme: THEMES.modern }));
  const theme = readDeck(bytes).parts.get('ppt/theme/theme1.xml') ?? '';
  for (const color of ['1B1B23', '17153B', '4F46E5', 'F2711C']) expect(theme).toContain(`<a:srgbClr val="${color}"/>`);
  expect(theme).toContain('<a:latin typeface="Arial"/><a:ea typeface="Yu Gothic"/><a:cs typeface="Arial"/>');
});

test('the footer says what the theme says', async () => {
  const footer = { left: '{title}', center: 'Draft', right: '{page} of {pages}' };
  const { bytes } = await written(deckWith(slideOf('A', [list('x')]), { theme: { ...THEMES.classic, footer } }));
  const { slides, parts } = readDeck(bytes);
  expect(slides[1]?.xml).toMatch(/type="ftr".*Annual review/);
  const layout = parts.get('ppt/slideLayouts/slideLayout2.xml') ?? '';
  expect(layout).toMatch(/type="slidenum">.*?<\/a:fld><a:r>.*? of 2</);
  expect(layout).toContain('Draft');
  expect(parts.get('ppt/slideLayouts/slideLayout1.xml')).not.toContain('Draft');
});
