import { describe, expect, test } from '@jest/globals';
import type { Block, Cell } from '../../../workers/render/content/content.ts';
import { writePdf } from '../../../workers/render/pdf/write-pdf.ts';
import { column, documentOf, heading, madePdf, paragraph, table } from './made-pdf.ts';
import { type ReadPage, readPdf } from './read-pdf.ts';

const LONG = 'words that go on and on until a page is full of them '.repeat(120);

describe('the file', () => {
  test('has its properties, its language and bookmarks that lead to their pages', async () => {
    const blocks = [
      heading(1, 'One & only'),
      heading(2, 'Inside'),
      paragraph(LONG),
      heading(1, 'Zwei – Ωμέγα'),
      paragraph('end'),
    ];
    const metadata = { title: 'A & B <c>', author: 'Ada', subject: 'S', keywords: ['x', 'y'], language: 'en-GB' };
    const { bytes, warnings, percents } = await madePdf(documentOf(blocks, { metadata }));
    const { info, language, outline, pages } = await readPdf(bytes);
    expect(info).toMatchObject({
      Title: 'A & B <c>',
      Author: 'Ada',
      Subject: 'S',
      Keywords: 'x, y',
      Producer: 'Pressroom',
    });
    expect(language).toBe('en-GB');
    expect(pages.length).toBeGreaterThan(1);
    expect(outline).toEqual([
      { title: 'One & only', page: 1, items: [{ title: 'Inside', page: 1, items: [] }] },
      { title: 'Zwei – Ωμέγα', page: pages.length, items: [] },
    ]);
    expect(warnings).toEqual([]);
    expect(percents).toEqual(percents.toSorted((a, b) => a - b));
    expect(percents.at(-1)).toBeGreaterThan(90);
  });

  test('is the same for the same content', async () => {
    const blocks = [heading(1, 'T'), paragraph('السلام عليكم 日本語 😀'), table([column('a')], [['b']])];
    const content = documentOf(blocks, { metadata: { title: 't' } });
    const first = await madePdf(content);
    await madePdf(documentOf([paragraph('another one, کتاب')]));
    const second = await madePdf(content);
    expect(Buffer.from(second.bytes).equals(first.bytes)).toBe(true);
  });

  test('of nothing has one empty page', async () => {
    const { pages } = await readPdf((await madePdf(documentOf([]))).bytes);
    expect(pages.map(({ text }) => text)).toEqual(['']);
  });

  test('tells of fonts that are not embedded, but not of those of a shipped theme', async () => {
    const fonts = { body: 'Comic Neue', heading: 'Georgia', mono: 'Consolas' };
    const asked = await madePdf(documentOf([], { theme: { fonts, askedFonts: Object.values(fonts) } }));
    expect(asked.warnings.map(({ code }) => code)).toEqual(['font-replaced', 'font-replaced', 'font-replaced']);
    expect(asked.warnings[1]?.detail).toContain('“Georgia” is not embedded; Noto Serif');
    const shipped = { body: 'Calibri', heading: 'Cambria', mono: 'Consolas' };
    expect((await madePdf(documentOf([], { theme: { name: 'classic', fonts: shipped } }))).warnings).toEqual([]);
  });
});

describe('what is on the pages', () => {
  test('texts with looks, links, lists and boxes', async () => {
    const item = (text: string, number: number | null, depth = 0) => ({
      runs: [{ text }],
      depth,
      number,
      checked: null,
    });
    const blocks: Block[] = [
      paragraph(
        'plain ',
        { text: 'bold', bold: true },
        { text: ' leads', link: 'https://example.com/ä' },
        ' on\nsecond',
      ),
      { type: 'list', items: [item('apple', null), item('inner', null, 1), item('nine', 9), item('ten', 10)] },
      { type: 'list', items: [{ runs: [{ text: 'task' }], depth: 0, number: null, checked: true }] },
      { type: 'code', text: 'if (a) {\n\treturn;\n}' },
      { type: 'callout', tone: 'warning', title: 'Mind', runs: [{ text: 'the gap' }] },
      { type: 'paragraph', look: 'quote', runs: [{ text: 'quoted' }] },
    ];
    const [page] = (await readPdf((await madePdf(documentOf(blocks))).bytes)).pages;
    expect(page?.text).toBe(
      'plain bold leads on second • apple – inner 9. nine 10. ten task if (a) { return; } Mind the gap quoted',
    );
    expect(page?.links).toEqual([{ url: 'https://example.com/%C3%A4', page: null }]);
  });

  test('a list of contents has the numbers of pages and leads there, wherever the headings are', async () => {
    const chapters = Array.from({ length: 9 }, (_, at) => [heading(1, `Chapter ${at}`), paragraph(LONG)]).flat();
    const contents: Block = { type: 'table-of-contents', title: 'Contents', depth: 1 };
    const { pages, outline } = await readPdf((await madePdf(documentOf([contents, ...chapters]))).bytes);
    const numbers = outline.map(({ page }) => page);
    expect(pages[0]?.links.map(({ page }) => page)).toEqual(numbers);
    const drawn = pages[0]?.items.filter(({ text }) => /^\d+$/.test(text)).map(({ text }) => Number(text));
    expect(drawn).toEqual(numbers);
    expect(new Set(numbers).size).toBeGreaterThan(4);
  });

  test('the lines at the head and foot say the page, the number of all pages, the title and the date', async () => {
    const theme = {
      header: { left: '{title}', center: '', right: '{date}' },
      footer: { left: '', center: '{page} / {pages}', right: '' },
    };
    const metadata = { title: 'Report', language: 'de' };
    const { bytes } = await madePdf(documentOf([paragraph(LONG)], { theme, metadata }));
    const { pages } = await readPdf(bytes);
    const year = String(new Date().getUTCFullYear());
    for (const [at, { text }] of pages.entries()) {
      expect(text).toContain(`${at + 1} / ${pages.length}`);
      expect(text).toMatch(/^Report /);
      expect(text).toContain(year);
    }
  });

  test('a heading stays with its text, and no line of a paragraph stands alone', async () => {
    const linesOn = (page: ReadPage | undefined) =>
      new Set(page?.items.filter(({ text }) => text.includes('word')).map(({ top }) => Math.round(top))).size;
    for (const words of [20, 40, 55, 90]) {
      for (let fill = 22; fill < 32; fill += 1) {
        const filler = Array.from({ length: fill }, () => paragraph('filler'));
        const text = paragraph('word '.repeat(words));
        const { pages } = await readPdf((await madePdf(documentOf([...filler, heading(2, 'Heading'), text]))).bytes);
        const at = pages.findIndex((page) => page.text.includes('Heading'));
        expect(linesOn(pages[at])).toBeGreaterThan(1);
        expect(linesOn(pages[at + 1])).not.toBe(1);
      }
    }
  });
});

describe('tables', () => {
  const rows = (count: number): Cell[][] => Array.from({ length: count }, (_, at) => [`row-${at}`, at * 1.5]);

  test('have their header on every page, all rows once and in order, and their total', async () => {
    const columns = [column('Name'), column('Amount', { type: 'decimal', decimals: 2, align: 'right', total: 'sum' })];
    const { pages } = await readPdf((await madePdf(documentOf([table(columns, rows(150), 'Caption')]))).bytes);
    expect(pages.length).toBeGreaterThan(2);
    expect(pages[0]?.text).toMatch(/^Caption Name Amount row-0 0\.00 row-1 1\.50 /);
    for (const { text } of pages.slice(1)) expect(text).toMatch(/^Name Amount row-/);
    const names = pages.flatMap(({ text }) => text.match(/row-\d+/g) ?? []);
    expect(names).toEqual(rows(150).map(([name]) => name));
    expect(pages.at(-1)?.text).toMatch(/Total 16,762\.50$/);
  });

  test('run from right to left in languages that do', async () => {
    const content = documentOf([table([column('first'), column('second')], [['one', 'two']])], {
      metadata: { language: 'ar' },
    });
    const [page] = (await readPdf((await madePdf(content)).bytes)).pages;
    const leftOf = (text: string) => page?.items.find((item) => item.text === text)?.left ?? NaN;
    expect(leftOf('first')).toBeGreaterThan(leftOf('second'));
    expect(leftOf('one')).toBeGreaterThan(leftOf('two'));
  });

  test('break a row only if it is higher than a page, and lose nothing of it', async () => {
    const words = Array.from({ length: 4000 }, (_, at) => `w${at}`);
    const { pages } = await readPdf((await madePdf(documentOf([table([column('h')], [[words.join(' ')]])]))).bytes);
    expect(pages.length).toBeGreaterThan(1);
    expect(pages.flatMap(({ text }) => text.match(/w\d+/g) ?? [])).toEqual(words);
  });

  test('never break a number', async () => {
    const columns = [column('Nr', { type: 'integer', align: 'right' }), column('Text')];
    const sample: Cell[][] = Array.from({ length: 210 }, (_, at) => [at, 'a text of some length '.repeat(6)]);
    const { pages } = await readPdf(
      (await madePdf(documentOf([table(columns, [...sample, [123456789012, '']])]))).bytes,
    );
    expect(pages.at(-1)?.items.map(({ text }) => text)).toContain('123,456,789,012');
  });

  test('with more columns than fit are divided, which is told', async () => {
    const columns = Array.from({ length: 60 }, (_, at) => column(`c${at}`));
    const cells = columns.map((_, at) => `v${at}`);
    const { bytes, warnings } = await madePdf(documentOf([table(columns, [cells])]));
    expect(warnings.map(({ code }) => code)).toEqual(['divided']);
    const text = (await readPdf(bytes)).pages.map((page) => page.text).join(' ');
    expect(text.match(/v\d+/g)).toEqual(cells);
  });
});

describe('while it is written', () => {
  test('finished pages are handed out before the next rows are asked for', async () => {
    let asked = 0;
    let handedOut = 0;
    const made = {
      columns: [column('a'), column('b')],
      sample: [['x', 'y']],
      rowCount: 20_000,
      async *rows() {
        for (asked = 0; asked < 20_000; asked += 1) yield [`row number ${asked}`, `${asked * 7919}`];
      },
    };
    const controls = {
      signal: new AbortController().signal,
      report: async () => undefined,
      warn: () => undefined,
    };
    const content = documentOf([{ type: 'table', table: made, caption: null }]);
    for await (const piece of writePdf(content, controls)) {
      handedOut += piece.length;
      if (handedOut > 100_000) break;
    }
    expect(handedOut).toBeGreaterThan(100_000);
    expect(asked).toBeLessThan(15_000);
  });

  test('an abort stops it with its reason', async () => {
    const stop = new AbortController();
    const made = {
      columns: [column('a')],
      sample: [['x']],
      rowCount: null,
      async *rows() {
        for (let at = 0; ; at += 1) {
          if (at === 2000) stop.abort(new Error('cancelled'));
          yield [`row ${at}`];
        }
      },
    };
    const content = documentOf([{ type: 'table', table: made, caption: null }]);
    await expect(madePdf(content, { signal: stop.signal })).rejects.toThrow('cancelled');
  });
});
