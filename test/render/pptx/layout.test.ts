import { describe, expect, test } from '@jest/globals';
import type { Block, Cell } from '../../../workers/render/content/content.ts';
import { misplaced, readDeck } from './read-deck.ts';
import {
  callout,
  chart,
  column,
  deckOf,
  deckWith,
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
} from './samples.ts';

/** The slides that one slide has become, and the warnings. */
async function pagesOf(title: string, blocks: Block[]) {
  const { bytes, warnings } = await written(deckWith(slideOf(title, blocks)));
  return { slides: readDeck(bytes).slides.slice(1), warnings };
}

/** `count` different words, so that what is lost or stands twice shows. */
function wordsFrom(start: number, count: number): string {
  return Array.from({ length: count }, (_, at) => `w${start + at}`).join(' ');
}

function wordsOf(texts: string[]): string[] {
  return texts
    .join(' ')
    .split(/\s+/)
    .filter((word) => word !== '');
}

const COLUMNS = [column('Key'), column('Value', { align: 'right' })];
const rowsOf = (count: number): Cell[][] => Array.from({ length: count }, (_, at) => [`k${at}`, at]);

/** Slides of all kinds, in every combination that has its own way through the layout. */
const KINDS: Record<string, Block[]> = {
  'a few points': [list('one', item('two', 1), item('three', 5))],
  'many points': [list(...Array.from({ length: 60 }, (_, at) => item(wordsFrom(at * 10, 10), at % 6)))],
  'one long paragraph': [paragraph(wordsFrom(0, 3000))],
  'a word longer than a slide': [paragraph('x'.repeat(8000)), paragraph('after')],
  'code longer than a slide': [{ type: 'code', text: Array.from({ length: 80 }, (_, at) => `line ${at}`).join('\n') }],
  'a callout longer than a slide': [callout('warning', 'Title', wordsFrom(0, 2000))],
  'a quote at the foot': [paragraph(wordsFrom(0, 120)), quote(wordsFrom(200, 60)), paragraph(wordsFrom(300, 60))],
  'headings over everything': [
    heading('A'),
    paragraph(wordsFrom(0, 150)),
    heading('B'),
    table(COLUMNS, rowsOf(9)),
    heading('C'),
    chart('bar'),
  ],
  'a heading longer than a slide': [heading(wordsFrom(0, 900)), paragraph('after')],
  'tall headings over tables and charts': [
    heading(wordsFrom(0, 150)),
    table(COLUMNS, rowsOf(3)),
    heading(wordsFrom(0, 150)),
    chart('bar'),
  ],
  'text beside a chart': [list('one', 'two', wordsFrom(0, 30)), chart('pie')],
  'a chart beside text': [chart('line'), list('one', wordsFrom(0, 30))],
  'too much text beside a picture': [paragraph(wordsFrom(0, 500)), image(picture(400, 300))],
  'boxes beside a picture': [
    callout('info', 'T', wordsFrom(0, 20)),
    { type: 'rule' },
    quote('q'),
    image(picture(300, 700)),
  ],
  'pictures and captions': [
    image(picture(2000, 300), { caption: [{ text: wordsFrom(0, 40) }] }),
    image(picture(30, 900), { caption: [{ text: 'Two' }] }),
    image(picture(1, 1), { widthShare: 1 }),
  ],
  'seven charts': Array.from({ length: 7 }, () => chart('stacked-bar')),
  'a table and a chart': [table(COLUMNS, rowsOf(4), 'Caption'), chart('scatter'), paragraph('after')],
  'two tables and text': [
    table(COLUMNS, rowsOf(30)),
    paragraph(wordsFrom(0, 100)),
    table(COLUMNS, rowsOf(12), 'Second'),
  ],
  'a cell longer than a slide': [
    table(COLUMNS, [
      ['a', 'b'],
      [wordsFrom(0, 2500), 1],
      ['c', 'd'],
    ]),
  ],
  'a header longer than a slide': [table([column(wordsFrom(0, 2500)), column('B')], rowsOf(3))],
  'forty columns': [
    table(
      Array.from({ length: 40 }, (_, at) => column(`Column ${at}`)),
      [Array.from({ length: 40 }, (_, at) => `cell-${at}`)],
    ),
  ],
  'page breaks': [
    { type: 'page-break' },
    paragraph('a'),
    { type: 'page-break' },
    { type: 'page-break' },
    chart('bar'),
    { type: 'page-break' },
  ],
  'nothing but a rule': [{ type: 'rule' }],
  Chinese: [paragraph('漢字'.repeat(900)), list('漢字。'.repeat(100))],
  Arabic: [paragraph('كلمة '.repeat(900)), callout('info', 'عنوان', 'كلمة '.repeat(30)), image(picture(400, 300))],
};

describe.each(Object.entries(KINDS))('%s', (name, blocks) => {
  test.each([
    ['with a title', 'T', {}],
    ['without a title', '', {}],
    [
      'with a title of four lines and a logo',
      'Title '.repeat(50).trim(),
      { theme: { ...THEMES.modern, logo: picture(300, 90, 'logo') } },
    ],
    ['mirrored', 'T', { metadata: { ...METADATA, language: 'ar' } }],
  ])('%s: nothing is beyond the slide or over something else', async (_, title, more) => {
    const { bytes } = await written(deckWith(slideOf(title, blocks), more));
    const { slides } = readDeck(bytes);
    expect(slides.flatMap(misplaced)).toEqual([]);
    if (name !== 'nothing but a rule') expect(slides.slice(1).every(({ shapes }) => shapes.length > 1)).toBe(true);
  });
});

test('what does not fit goes on to further slides, with no word lost or twice', async () => {
  const blocks: Block[] = [
    ...Array.from({ length: 20 }, (_, at) => paragraph(wordsFrom(at * 40, 40))),
    callout('info', 'w800', wordsFrom(801, 199)),
    list(...Array.from({ length: 20 }, (_, at) => item(wordsFrom(1000 + at * 50, 50), at % 3))),
    paragraph(wordsFrom(2000, 1000)),
  ];
  const { slides } = await pagesOf('Long', blocks);
  expect(slides.length).toBeGreaterThan(4);
  expect(slides.map(({ title }) => title)).toEqual(['Long', ...slides.slice(1).map((_, at) => `Long (${at + 2})`)]);
  expect(slides.flatMap(({ texts }) => wordsOf(texts))).toEqual(wordsFrom(0, 3000).split(' '));
});

test('a paragraph of a megabyte is divided in time', async () => {
  const { slides } = await pagesOf('Long', [paragraph(wordsFrom(0, 150_000))]);
  expect(slides.flatMap(({ texts }) => wordsOf(texts))).toHaveLength(150_000);
}, 60_000);

test('the rest of a divided item has no bullet, and numbers go on', async () => {
  const { slides } = await pagesOf('Long', [numbered(1, wordsFrom(0, 1400), 'second')]);
  const last = slides.at(-1);
  expect(slides.length).toBeGreaterThan(1);
  expect(last?.xml.match(/<a:buAutoNum[^>]*>/g)).toEqual(['<a:buAutoNum type="arabicPeriod" startAt="2"/>']);
  expect(last?.xml).toMatch(/<a:pPr marL="285750" indent="0"[^>]*><a:buNone\/>/);
});

test('a heading goes on to the next slide with what it stands above', async () => {
  const blocks = [paragraph(wordsFrom(0, 480)), heading('Heading'), paragraph(wordsFrom(1000, 300))];
  const { slides } = await pagesOf('T', blocks);
  const at = slides.findIndex(({ texts }) => texts.includes('Heading'));
  const texts = slides[at]?.texts ?? [];
  expect(texts.indexOf('Heading')).toBeLessThan(texts.length - 1);
});

test('a number that PowerPoint cannot count to is written out', async () => {
  const { slides } = await pagesOf('T', [numbered(0, 'none', 'one'), numbered(32_767, 'last', 'beyond')]);
  expect(slides.flatMap(({ texts }) => texts)).toEqual(['0. none', 'one', 'last', '32768. beyond']);
  const starts = slides.flatMap(({ xml }) => [...xml.matchAll(/<a:buAutoNum[^>]*>/g)].map(([tag]) => tag));
  expect(starts).toEqual(['<a:buAutoNum type="arabicPeriod"/>', '<a:buAutoNum type="arabicPeriod" startAt="32767"/>']);
});

test('a long table has its header on every slide, and totals of all its rows at the end', async () => {
  const columns = [column('Key'), column('Value', { type: 'integer', align: 'right', total: 'sum' })];
  const { slides, warnings } = await pagesOf('T', [table(columns, rowsOf(300))]);
  const tables = slides.flatMap(({ tables: found }) => found);
  expect(tables.length).toBeGreaterThan(10);
  for (const [header] of tables) expect(header).toEqual(['Key', 'Value']);
  const body = tables.flatMap((rows) => rows.slice(1));
  expect(body.slice(0, -1).map(([key]) => key)).toEqual(rowsOf(300).map(([key]) => key));
  expect(body.at(-1)).toEqual(['Total', '44,850']);
  expect(warnings).toEqual([]);
});

test('a table of more than 200 slides is cut, with the totals of all rows, and the warning says how many are missing', async () => {
  const columns = [column('Key'), column('Value', { type: 'integer', align: 'right', total: 'sum' })];
  const { slides, warnings } = await pagesOf('T', [longTable(columns, 5000, (at) => [`k${at}`, 1])]);
  expect(slides.length).toBe(200);
  const body = slides.flatMap(({ tables }) => tables.flatMap((rows) => rows.slice(1)));
  expect(body.at(-1)).toEqual(['Total', '5,000']);
  const shown = body.length - 1;
  expect(shown).toBeGreaterThan(2500);
  expect(warnings).toEqual([
    { code: 'divided', detail: expect.stringMatching(new RegExp(`^“T”: .* ${5000 - shown} rows`)) },
  ]);
});

test('columns that find no room beside each other become several tables, each with the first column', async () => {
  const columns = Array.from({ length: 40 }, (_, at) => column(`Column${at}`));
  const { slides, warnings } = await pagesOf('T', [table(columns, [columns.map((_, at) => `cell${at}`)])]);
  const tables = slides.flatMap(({ tables: found }) => found);
  for (const rows of tables) expect(rows.map(([first]) => first)).toEqual(['Column0', 'cell0']);
  expect(tables.flatMap(([header = []]) => header.slice(1))).toEqual(columns.slice(1).map(({ header }) => header));
  expect(warnings.map(({ code }) => code)).toEqual(['divided']);
});

test('a title that finds no room at the head stands in full in the text', async () => {
  const title = wordsFrom(0, 400);
  const { slides } = await pagesOf(title, [list('x')]);
  expect(slides[0]?.title).toMatch(/^w0 w1 .*…$/);
  expect(wordsOf(slides.flatMap(({ texts }) => texts))).toEqual([...title.split(' '), 'x']);
});

test('a small text is large, and a longer one smaller before it is divided', async () => {
  const sizesOf = async (count: number) => {
    const { slides } = await pagesOf('T', [list(...Array.from({ length: count }, (_, at) => `point ${at}`))]);
    return [slides.length, /<a:lvl1pPr><a:defRPr sz="(\d+)"/.exec(slides[0]?.xml ?? '')?.[1]];
  };
  expect(await sizesOf(5)).toEqual([1, undefined]);
  expect(await sizesOf(14)).toEqual([1, '1400']);
  expect((await sizesOf(40))[0]).toBeGreaterThan(1);
});

test('page breaks begin slides, but no empty ones', async () => {
  const pageBreak: Block = { type: 'page-break' };
  const { slides } = await pagesOf('T', [pageBreak, paragraph('a'), pageBreak, pageBreak, paragraph('b'), pageBreak]);
  expect(slides.map(({ texts }) => texts)).toEqual([['a'], ['b']]);
});

test('characters that XML cannot hold do not break the file', async () => {
  const { slides } = await pagesOf('T\u0000', [paragraph('a\u0001b\uD800c <&>"')]);
  expect(slides[0]).toMatchObject({ title: 'T\uFFFD', texts: ['a\uFFFDb\uFFFDc <&>"'] });
});

test('a deck of one slide with nothing', async () => {
  const { slides } = readDeck((await written(deckOf([slideOf('')], { metadata: { ...METADATA, title: null } }))).bytes);
  expect(slides).toHaveLength(1);
});
