import { describe, expect, test } from '@jest/globals';
import { decode } from 'fast-png';
import type { AnyDocumentInput } from '../../src/documents/model.ts';
import type { Block, Cell, Table } from '../../workers/render/content/content.ts';
import type { RenderControls } from '../../workers/render/controls.ts';
import { firstBlocks } from '../../workers/render/preview/first-blocks.ts';
import { firstPart } from '../../workers/render/preview/first-part.ts';
import { indexedColors } from '../../workers/render/preview/indexed-colors.ts';
import { picturePage } from '../../workers/render/preview/page-picture.ts';
import { previewOf } from '../../workers/render/preview/preview.ts';
import type { RenderTask } from '../../workers/render/read-input.ts';
import { readPdf, words } from '../handlers/read-back.ts';
import { firstPage } from '../../workers/render/preview/first-page.ts';

const warnings: string[] = [];
const controls: RenderControls = {
  signal: new AbortController().signal,
  report: async () => {},
  warn: ({ code }) => void warnings.push(code),
};

function task(format: RenderTask['format'], input: AnyDocumentInput): RenderTask {
  return { format, title: 'T', input, files: {}, today: '2026-01-02' };
}

describe('the colours of a picture', () => {
  const pixels = (colors: number[][]) => Uint8Array.from(colors.flatMap((color) => [...color, 255]));

  test('are kept where they are few', () => {
    const colors = [
      [255, 255, 255],
      [31, 58, 95],
      [255, 255, 255],
      [217, 115, 13],
    ];
    const { indexes, palette } = indexedColors(pixels(colors));
    expect([...indexes].map((index) => palette[index])).toEqual(colors);
    expect(palette).toHaveLength(3);
  });

  test('become 256 that are near, where they are many', () => {
    const colors = Array.from({ length: 40_000 }, (_, at) => [at % 256, (at * 7) % 256, Math.floor(at / 157)]);
    const { indexes, palette } = indexedColors(pixels(colors));
    expect(palette).toHaveLength(256);
    const distances = colors.map((color, at) =>
      Math.hypot(...color.map((level, channel) => level - (palette[indexes[at] ?? 0]?.[channel] ?? 0))),
    );
    expect(distances.reduce((sum, distance) => sum + distance, 0) / distances.length).toBeLessThan(30);
  });
});

describe('the beginning of a document', () => {
  const paragraph = (text: string): Block => ({ type: 'paragraph', runs: [{ text }], look: 'plain' });
  const heading = (text: string): Block => ({ type: 'heading', level: 1, runs: [{ text }], anchor: text });
  const table = (rowCount: number | null): Table => ({
    columns: [{ header: 'n', total: 'sum' } as Table['columns'][number]],
    async *rows() {
      for (let row = 0; row < (rowCount ?? Infinity); row += 1) yield [row];
    },
    sample: Array.from({ length: 200 }, (_, row): Cell[] => [row]),
    rowCount,
  });

  test('has all of a short one', () => {
    const blocks = [heading('a'), paragraph('b'), { type: 'table', table: table(3), caption: null } as Block];
    expect(firstBlocks(blocks)).toEqual(blocks);
  });

  test('ends with the first page, whatever comes then', () => {
    const many = Array.from({ length: 100_000 }, (_, at) => paragraph(`p${at}`));
    expect(firstBlocks(many).length).toBeLessThan(200);
    expect(firstBlocks([paragraph('a'), { type: 'page-break' }, paragraph('b')])).toEqual([paragraph('a')]);
    const [long] = firstBlocks([paragraph('x'.repeat(1_000_000))]);
    expect(JSON.stringify(long).length).toBeLessThan(20_000);
  });

  test('has the first rows of an endless table, without a total of them', async () => {
    const [block] = firstBlocks([{ type: 'table', table: table(null), caption: null }]);
    if (block?.type !== 'table') throw new Error('no table');
    const rows = await Array.fromAsync(block.table.rows());
    expect(rows).toHaveLength(120);
    expect(rows[119]).toEqual([119]);
    expect(block.table).toMatchObject({ rowCount: 120, columns: [{ total: null }] });
  });

  test('keeps later headings for a table of contents', () => {
    const contents: Block = { type: 'table-of-contents', title: null, depth: 3 };
    const later = Array.from({ length: 300 }, (_, at) => [heading(`h${at}`), paragraph('text '.repeat(50))]).flat();
    const kept = firstBlocks([contents, ...later]).filter(({ type }) => type === 'heading');
    expect(kept.length).toBeGreaterThan(100);
  });

  test('of an input is short, and reads as it does', () => {
    const markdown = '# A\n\nsome words\n'.repeat(10_000);
    const first = firstPart({ markdown, metadata: { author: 'Ada' } });
    expect(first.metadata).toEqual({ author: 'Ada' });
    expect(first.markdown?.length).toBeLessThan(20_000);
    expect(markdown.startsWith(`${first.markdown}\n`)).toBe(true);
    const blocks = Array.from({ length: 1_000 }, () => ({ type: 'rule' as const }));
    expect(firstPart({ blocks }).blocks?.length).toBeLessThan(200);
  });
});

test('a page of words is a small PNG of the shape of the page', async () => {
  const pdf = await firstPage(task('docx', { markdown: '# Title\n\nwords\n' }), controls);
  const png = await picturePage(pdf);
  const { width, height, palette } = decode(png);
  expect([width, height]).toEqual([800, Math.floor(800 * (841 / 595))]);
  expect(palette?.[0]).toEqual([255, 255, 255]);
  expect(png.length).toBeLessThan(30_000);
});

test('a first page says its number and not how many there are', async () => {
  const pdf = await firstPage(task('docx', { markdown: '# Title\n\nwords\n' }), controls);
  const { pages } = await readPdf(pdf);
  expect(words(pages.join(' '))).toBe('T 1 Title words');
});

test('a first slide stands on one page, whatever is on it', async () => {
  const chart = {
    type: 'chart' as const,
    kind: 'bar' as const,
    categories: ['Jan'],
    series: [{ name: 'Rain', values: [3] }],
  };
  const list = { type: 'list' as const, items: ['one', 'two', 'three'] };
  const slides = [
    { title: 'Short', blocks: [list, chart] },
    { title: 'Next', blocks: [] },
  ];
  const { pages } = await readPdf(await firstPage(task('pptx', { slides }), controls));
  expect(pages).toHaveLength(1);
  for (const word of ['Short', 'three', 'Jan']) expect(pages[0]).toContain(word);
});

test('the first rows of the first sheets are shown as a reader sees them', async () => {
  const sheet = (name: string) => ({
    name,
    columns: [
      { header: 'Price', type: 'currency' as const, currency: 'EUR' },
      { header: 'Day', type: 'date' as const },
      { header: 'Text' },
    ],
    rows: Array.from({ length: 60 }, (_, row) => [row + 0.5, '2024-02-29', 'x'.repeat(300)]),
  });
  const input = { sheets: ['a', 'b', 'c', 'd', 'e', 'f'].map(sheet) };
  const preview = await previewOf(task('xlsx', input), null, controls);
  const { tables } = JSON.parse(Buffer.from(preview?.bytes ?? []).toString());
  expect(preview?.mediaType).toBe('application/json');
  expect(tables.map(({ name }: { name: string }) => name)).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(tables[0]).toMatchObject({ columns: ['Price', 'Day', 'Text'], rowCount: 60 });
  expect(tables[0].alignments).toEqual(['right', 'left', 'left']);
  expect(tables[0].rows).toHaveLength(50);
  expect(tables[0].rows[1]).toEqual(['€1.50', '2024-02-29', `${'x'.repeat(199)}…`]);
});

test('a preview that cannot be made is a warning', async () => {
  warnings.length = 0;
  const input = { sheets: [{ name: 'S', from: { uploadId: '0190c0de-0000-7000-8000-000000000000' } }] };
  expect(await previewOf(task('xlsx', input), null, controls)).toBeNull();
  expect(await previewOf(task('pdf', { markdown: 'a' }), Buffer.from('no PDF'), controls)).toBeNull();
  expect(warnings).toEqual(['no-preview', 'no-preview']);
});
