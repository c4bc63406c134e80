import { beforeAll, describe, expect, test } from '@jest/globals';
import type { DeckContent } from '../../workers/render/content/content.ts';
import { words } from '../handlers/read-back.ts';
import { readDeck } from '../render/pptx/read-deck.ts';
import {
  callout,
  chart,
  column,
  deckOf,
  heading,
  image,
  item,
  list,
  longTable,
  METADATA,
  numbered,
  paragraph,
  picture,
  quote,
  slideOf,
  table,
  THEMES,
  written,
} from '../render/pptx/samples.ts';
import { convertToOne, pdfPages, wordsOffThePage } from './office.ts';

/** Starting LibreOffice with a new profile takes seconds. */
const LIMIT_MS = 180_000;

const numberedWords = (count: number): string => Array.from({ length: count }, (_, at) => `w${at}`).join(' ');

const SLIDES = [
  slideOf('Keeping the lights on', [paragraph('Grid operations review')]),
  slideOf('Contents', [{ type: 'table-of-contents', title: null, depth: 2 }]),
  slideOf('Where we stand', [paragraph('Demand and supply')], { section: 'Part one' }),
  slideOf('Points', [
    list('Peak demand grew', item('by six percent', 1), item('since 2010', 2)),
    heading('Steps'),
    numbered(1, 'one', 'two'),
    numbered(1, 'again one', 'again two'),
    numbered(7, 'seven'),
  ]),
  slideOf('Boxes', [
    quote('A habit.'),
    { type: 'code', text: 'if (a) {\n  b();\n}' },
    callout('warning', 'Note', 'Figures'),
  ]),
  slideOf('Beside', [chart('bar', { title: 'Revenue chart' }), list('Revenue grew', 'Costs too')]),
  slideOf('Picture', [image(picture(600, 400), { caption: [{ text: 'The caption' }] })]),
  slideOf('Stations', [
    table(
      [column('Station'), column('Power', { type: 'integer', align: 'right', total: 'sum' })],
      [
        ['Alder', 1200],
        ['Birch', 85],
      ],
    ),
  ]),
  slideOf('Long', [paragraph(numberedWords(1500))]),
  slideOf('Rows', [longTable([column('Key'), column('Value')], 100, (at) => [`key${at}`, `value ${at}`])]),
  slideOf('Ελληνικά и кириллица', [list('Ελλάδα', 'Данные')]),
  slideOf('年次報告', [list('最大需要は前年比で増加しました。')]),
  slideOf('תוכן', [list('שלום עולם', 'שורה שנייה')]),
  slideOf('محتوى', [paragraph('مرحبا بالعالم')]),
  slideOf('Thank you'),
];

/** The text of each page as LibreOffice draws it, beside the slides of the file. */
async function drawn(content: DeckContent) {
  const { bytes } = await written(content);
  const pdf = await convertToOne(bytes, 'pptx', 'pdf');
  return { slides: readDeck(bytes).slides, pages: (await pdfPages(pdf)).map(words), off: await wordsOffThePage(pdf) };
}

describe.each(Object.entries(THEMES))('in the theme %s', (_, theme) => {
  let deck: Awaited<ReturnType<typeof drawn>>;
  beforeAll(async () => {
    deck = await drawn(deckOf(SLIDES, { theme }));
  }, LIMIT_MS);
  const page = (title: string): string => deck.pages.find((text) => text.startsWith(title)) ?? '';

  test('there is a page for each slide, and nothing is drawn beyond its edge', () => {
    expect(deck.pages).toHaveLength(deck.slides.length);
    expect(deck.off).toEqual([]);
  });

  test('titles, texts and boxes are read in order', () => {
    expect(deck.pages[0]).toBe('Keeping the lights on Grid operations review Mira Okafor · Northwind <Grid>');
    expect(page('Contents')).toContain('• Where we stand – Points – Boxes – Beside');
    expect(deck.pages[2]).toBe('Part one Where we stand Demand and supply');
    expect(page('Boxes')).toContain('A habit. if (a) { b(); } Note Figures');
    expect(deck.pages.at(-1)).toBe('Thank you');
  });

  test('lists have their bullets and count as they should', () => {
    expect(page('Points')).toContain(
      '• Peak demand grew – by six percent • since 2010 Steps 1. one 2. two 1. again one 2. again two 7. seven',
    );
  });

  test('tables, captions and charts are shown', () => {
    expect(page('Stations')).toContain('Station Power Alder 1,200 Birch 85 Total 1,285');
    expect(page('Picture')).toContain('The caption');
    for (const word of ['Revenue grew', 'Costs too', 'Revenue chart', '2022', '2025', 'Cost']) {
      expect(page('Beside')).toContain(word);
    }
  });

  test('a text and a table that go on do so without a gap', () => {
    const all = deck.pages.join(' ');
    expect(all.match(/\bw\d+/g)).toEqual(numberedWords(1500).split(' '));
    expect(all.match(/\bkey\d+/g)).toEqual(Array.from({ length: 100 }, (_, at) => `key${at}`));
    const rows = deck.pages.filter((text) => text.startsWith('Rows'));
    expect(rows.every((text) => text.includes('Key Value'))).toBe(true);
  });

  test('all scripts are there, in their order', () => {
    expect(page('Ελληνικά и кириллица')).toContain('• Ελλάδα • Данные');
    expect(deck.pages.some((text) => text.replaceAll(' ', '').includes('最大需要は前年比で増加しました。'))).toBe(true);
    const hebrew = deck.pages.find((text) => text.includes('שלום')) ?? '';
    expect(hebrew).toMatch(/שלום עולם.*שורה שנייה/);
    expect(deck.pages.some((text) => text.includes('مرحبا'))).toBe(true);
  });
});

test(
  'a deck in Arabic is mirrored, to the foot of its slides',
  async () => {
    const metadata = { ...METADATA, language: 'ar' };
    const { pages, slides, off } = await drawn(
      deckOf([slideOf('مراجعة'), slideOf('ملخص', [list('نص')])], { metadata }),
    );
    expect(pages).toHaveLength(slides.length);
    expect(off).toEqual([]);
    // The number of the slide stands at the left now.
    expect(pages[1]).toMatch(/2 ?\/ ?2 Annual review/);
  },
  LIMIT_MS,
);
