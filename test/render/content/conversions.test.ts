import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkInput } from '../../../src/documents/input-checks.ts';
import type { Block as InputBlock, Sheet as InputSheet } from '../../../src/documents/model.ts';
import type { Block, Chart } from '../../../workers/render/content/content.ts';
import { newSheetNamer } from '../../../workers/render/content/sheet-names.ts';
import { readDeck, readDocument, readWorkbook } from '../../../workers/render/read-input.ts';
import { allRows, keepingControls, spooled, taskFor } from './reading-input.ts';
import { ID, jpegHead, png } from '../../documents/some-inputs.ts';

const table: InputBlock = { type: 'table', columns: [{ header: 'x' }], rows: [[1]] };
const bars: InputBlock = {
  type: 'chart',
  kind: 'bar',
  title: 'Bars: a/b',
  categories: ['c', 'd'],
  series: [{ name: 's', values: [1, null] }],
};

test('names of sheets are such as Excel takes, whatever the words', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 60 }), { minLength: 1, maxLength: 20 }), (words) => {
      const nameFor = newSheetNamer();
      const sheets = [...words, 'History', "'x'", 'a'.repeat(40), 'a'.repeat(40)].map(nameFor);
      for (const name of sheets) {
        expect(name.length).toBeLessThanOrEqual(31);
        expect(name).toMatch(/^(?!')(?=.*\S)[^\u0000-\u001F\u007F\uD800-\uDFFF\uFFFE\uFFFF[\]:*?/\\]*(?<!')$/u);
      }
      const named = sheets.map((name) => ({ name, csv: 'a' }));
      expect(checkInput('spreadsheet', { sheets: named })).toEqual([]);
    }),
  );
});

describe('blocks as sheets', () => {
  async function sheets(blocks: InputBlock[]) {
    const { controls, warnings } = keepingControls();
    const content = await readWorkbook(taskFor('xlsx', { blocks }), controls);
    return { sheets: content.sheets, warnings: warnings.map(({ detail, pointer }) => `${pointer} ${detail}`) };
  }

  test('are called by caption, title, or the heading above', async () => {
    const found = await sheets([
      table,
      { type: 'heading', level: 1, text: 'Sales' },
      table,
      table,
      { ...table, caption: 'A caption that is much too long for the name of a sheet' } as InputBlock,
      bars,
      { type: 'heading', level: 2, text: 'Not used' },
      { type: 'paragraph', text: 'x' },
      { type: 'paragraph', text: 'y' },
    ]);
    expect(found.sheets.map(({ name }) => name)).toEqual([
      'Table',
      'Sales',
      'Sales (2)',
      'A caption that is much too…',
      'Bars a b',
    ]);
    expect(found.warnings).toEqual([
      '/blocks/4/caption A workbook has no place for a caption: left out.',
      '/blocks/6 A workbook has no place for a heading: left out.',
      '/blocks/7 A workbook has no place for 2 paragraphs: left out.',
    ]);
  });

  test('a chart brings its data, and stays a chart of it', async () => {
    const [sheet] = (await sheets([bars])).sheets;
    expect(sheet?.table.columns.map(({ header, type }) => [header, type])).toEqual([
      ['Category', 'text'],
      ['s', 'integer'],
    ]);
    expect(sheet && (await allRows(sheet.table))).toEqual([
      ['c', 1],
      ['d', null],
    ]);
    expect(sheet?.charts).toMatchObject([{ kind: 'bar', title: 'Bars: a/b', categoriesColumn: 0, valueColumns: [1] }]);
  });

  test('points share a column of places, also where series have their own', async () => {
    const scatter = (xValues: number[]): InputBlock => ({
      type: 'chart',
      kind: 'scatter',
      series: [
        { name: 'a', values: [10, 20], xValues: [1, 2] },
        { name: 'b', values: [30, null], xValues },
      ],
    });
    const rowsOf = async (xValues: number[]) => {
      const [sheet] = (await sheets([scatter(xValues)])).sheets;
      return sheet && allRows(sheet.table);
    };
    expect(await rowsOf([1, 2])).toEqual([
      [1, 10, 30],
      [2, 20, null],
    ]);
    expect(await rowsOf([1.5, 3])).toEqual([
      [1, 10, null],
      [2, 20, null],
      [1.5, null, 30],
      [3, null, null],
    ]);
  });

  test('without a table or chart there is no workbook', async () => {
    await expect(sheets([{ type: 'paragraph', text: 'x' }])).rejects.toMatchObject({ name: 'NothingToShow' });
  });
});

describe('blocks as slides', () => {
  async function titles(blocks: InputBlock[]) {
    const content = await readDeck(taskFor('pptx', { blocks }), keepingControls().controls);
    return content.slides.map(({ title, blocks: on }) => [title, on.map(({ type }) => type).join(' ')]);
  }
  const heading = (level: number, text: string): InputBlock => ({ type: 'heading', level, text });

  test('headings of level 1 and 2, and rules, begin them', async () => {
    const rule: InputBlock = { type: 'rule' };
    expect(
      await titles([
        table,
        heading(1, 'A'),
        heading(2, 'B'),
        heading(3, 'c'),
        table,
        rule,
        bars,
        rule,
        heading(2, 'D'),
      ]),
    ).toEqual([
      ['The job', 'table'],
      ['A', ''],
      ['B', 'heading table'],
      ['', 'chart'],
      ['D', ''],
    ]);
    expect(await titles([rule, heading(1, 'A')])).toEqual([['A', '']]);
    expect(await titles([rule])).toEqual([['The job', '']]);
  });
});

describe('slides as pages', () => {
  test('titles are headings below those of their sections, above those on the slides', async () => {
    const slides = [
      { title: 'A', blocks: [{ type: 'heading' as const, level: 1, text: 'on A' }], section: 'S' },
      { title: 'B', blocks: [] },
    ];
    const headings = async (withSections: boolean) => {
      const input = {
        slides: slides.map(({ section: _section, ...slide }, at) => (withSections ? (slides[at] ?? slide) : slide)),
      };
      const { blocks } = await readDocument(taskFor('docx', input), keepingControls().controls);
      const found = blocks.filter((block) => block.type === 'heading');
      expect(new Set(found.map(({ anchor }) => anchor)).size).toBe(found.length);
      return found.map(({ level, runs }) => `${level} ${runs[0]?.text}`);
    };
    expect(await headings(true)).toEqual(['1 S', '2 A', '3 on A', '2 B']);
    expect(await headings(false)).toEqual(['1 A', '2 on A', '1 B']);
  });
});

describe('charts of sheets on pages', () => {
  async function charts(sheet: InputSheet) {
    const { controls, warnings } = keepingControls();
    const { blocks } = await readDocument(taskFor('pdf', { sheets: [sheet] }), controls);
    const found = blocks.filter((block): block is Extract<Block, { type: 'chart' }> => block.type === 'chart');
    return { charts: found.map(({ chart }): Chart => chart), warnings: warnings.map(({ code }) => code) };
  }
  const base = { name: 'S', columns: [{ header: 'x' }, { header: 'y', type: 'decimal' as const }] };

  test('many rows: the first are drawn, and that is told', async () => {
    const rows = Array.from({ length: 2001 }, (_, at) => [`c${at}`, at]);
    const found = await charts({ ...base, rows, charts: [{ kind: 'line', categories: 'x', values: ['y'] }] });
    expect(found.charts[0]?.categories).toHaveLength(2000);
    expect(found.warnings).toEqual(['divided']);
  });

  test('points: by numbers, or as a line by dates', async () => {
    const rows = [
      [3, 1.5],
      [null, 9],
      [1, null],
    ];
    const scatter = { kind: 'scatter' as const, categories: 'x', values: ['y'] };
    expect((await charts({ ...base, rows, charts: [scatter] })).charts[0]?.series).toEqual([
      { name: 'y', values: [1.5, null], xValues: [3, 1] },
    ]);
    const dated = { ...base, columns: [{ header: 'x', type: 'date' as const }, { header: 'y' }] };
    const byDate = await charts({
      ...dated,
      rows: [
        ['2026-02-01', 2],
        ['2026-01-01', 1],
      ],
      charts: [scatter],
    });
    expect(byDate.charts[0]).toMatchObject({
      kind: 'line',
      categories: ['2026-01-01', '2026-02-01'],
      series: [{ values: [1, 2] }],
    });
    expect(byDate.warnings).toEqual(['not-carried']);
  });

  test('a column of a file that turns out to have no number, or not to be there', async () => {
    const sheet = { name: 'S', csv: 'x,y\na,b', charts: [{ kind: 'bar' as const, categories: 'x', values: ['y'] }] };
    expect(await charts(sheet)).toEqual({ charts: [], warnings: ['not-carried'] });
    const input = {
      sheets: [
        { name: 'S', from: { uploadId: ID }, charts: [{ kind: 'bar' as const, categories: 'x', values: ['z'] }] },
      ],
    };
    const task = taskFor('xlsx', input, spooled('a.csv', 'x,y\n1,2'));
    await expect(readWorkbook(task, keepingControls().controls)).rejects.toMatchObject({
      name: 'InvalidData',
      message: 'no column has the header "z"',
    });
  });
});

test('a table of more columns than a page has room for is divided, each part with the first column', async () => {
  const columns = Array.from({ length: 100 }, (_, at) => ({ header: `c${at}` }));
  const sheets = [{ name: 'S', columns, rows: [columns.map((_, at) => at)] }];
  const { controls, warnings } = keepingControls();
  const { blocks } = await readDocument(taskFor('pdf', { sheets }), controls);
  const tables = blocks.flatMap((block) => (block.type === 'table' ? [block.table] : []));
  expect(tables.map((part) => part.columns.map(({ header }) => header).join())).toEqual([
    columns
      .slice(0, 63)
      .map(({ header }) => header)
      .join(),
    ['c0', ...columns.slice(63).map(({ header }) => header)].join(),
  ]);
  expect(tables[1] && (await allRows(tables[1]))).toEqual([[0, ...Array.from({ length: 37 }, (_, at) => at + 63)]]);
  expect(warnings).toMatchObject([{ code: 'divided', pointer: '/sheets/0' }]);
});

test('the same picture is one, wherever it comes from; a turned one has its sides as it is seen', async () => {
  const source = { data: png(4, 3).toString('base64') };
  const turned = { data: jpegHead(300, 200, { orientation: 6 }).toString('base64') };
  const blocks = [source, { uploadId: ID }, turned].map((one) => ({ type: 'image' as const, alt: 'x', source: one }));
  const task = taskFor('pdf', { blocks, theme: { logo: source } }, spooled('any.name', png(4, 3)));
  const content = await readDocument(task, keepingControls().controls);
  const pictures = content.blocks.flatMap((block) => (block.type === 'image' ? [block.picture] : []));
  expect(pictures.map(({ format, width, height }) => [format, width, height])).toEqual([
    ['png', 4, 3],
    ['png', 4, 3],
    ['jpeg', 200, 300],
  ]);
  expect(new Set(pictures.map(({ key }) => key)).size).toBe(2);
  expect(content.theme.logo?.key).toBe(pictures[0]?.key);
  expect(Buffer.from((await pictures[1]?.load()) ?? []).equals(png(4, 3))).toBe(true);
});
