import { describe, expect, test } from '@jest/globals';
import type { AnyDocumentInput, Block, Sheet } from '../../../src/documents/model.ts';
import { readDeck, readDocument, readWorkbook, type RenderTask } from '../../../workers/render/read-input.ts';
import { png } from '../../documents/some-inputs.ts';
import { keepingControls, taskFor } from './reading-input.ts';

const FORMATS = ['xlsx', 'docx', 'pdf', 'pptx'] as const;

/** The content as one text, with all rows, and what was warned of. */
async function read(format: RenderTask['format'], input: AnyDocumentInput) {
  const { controls, warnings } = keepingControls();
  const task = taskFor(format, input);
  const content =
    format === 'xlsx'
      ? await readWorkbook(task, controls)
      : format === 'pptx'
        ? await readDeck(task, controls)
        : await readDocument(task, controls);
  return { content, text: await withRows(content), warnings };
}

async function withRows(value: unknown): Promise<string> {
  const rows: unknown[] = [];
  const walk = async (node: unknown): Promise<void> => {
    if (typeof node !== 'object' || node === null) return;
    if ('rows' in node && typeof node.rows === 'function') rows.push(await Array.fromAsync(node.rows()));
    for (const child of Object.values(node)) await walk(child);
  };
  await walk(value);
  return JSON.stringify([value, rows]);
}

const table: Block = { type: 'table', columns: [{ header: 'TableHeader' }], rows: [['a cell']] };

/** Every kind of block, with something to know it by, and how a warning calls it. */
const BLOCKS: [Block, sign: string, called: string][] = [
  [{ type: 'heading', level: 3, text: 'Sign' }, 'Sign', 'a heading'],
  [{ type: 'paragraph', text: [{ text: 'Sign', bold: true }] }, 'Sign', 'a paragraph'],
  [{ type: 'quote', text: 'Sign' }, 'Sign', 'a quotation'],
  [{ type: 'code', text: 'Sign' }, 'Sign', 'a block of code'],
  [{ type: 'list', items: ['x', { text: 'y', items: ['Sign'] }] }, 'Sign', 'a list'],
  [{ type: 'table', columns: [{ header: 'Sign' }], rows: [['Sign cell']] }, 'Sign cell', '-'],
  [{ type: 'table', csv: 'Sign\nx' }, 'Sign', '-'],
  [{ type: 'image', source: { data: png(2, 2).toString('base64') }, alt: 'Sign' }, 'Sign', 'a picture'],
  [{ type: 'chart', kind: 'pie', categories: ['Sign'], series: [{ name: 's', values: [1] }] }, 'Sign', '-'],
  [{ type: 'chart', kind: 'scatter', series: [{ name: 'Sign', values: [1], xValues: [5] }] }, 'Sign', '-'],
  [{ type: 'callout', text: 'Sign' }, 'Sign', 'a callout'],
  [{ type: 'table-of-contents', title: 'Sign' }, 'Sign', 'a table of contents'],
  [{ type: 'rule' }, '"type":"rule"', 'a rule'],
  [{ type: 'page-break' }, '"type":"page-break"', 'a page break'],
];

describe.each(FORMATS)('%s', (format) => {
  describe.each(['blocks', 'slides'] as const)('from %s', (form) => {
    test.each(BLOCKS)('%j is there, or a warning says that it is not', async (block, sign, called) => {
      // A table beside it, so that there is always something for a workbook.
      const blocks = [table, block];
      const slides = [{ title: 'Slide', blocks }];
      const { text, warnings, content } = await read(format, form === 'blocks' ? { blocks } : { slides });
      const isThere =
        text.includes(sign) || (block.type === 'rule' && 'slides' in content && content.slides.length === 1);
      const isTold = warnings.some(({ code, detail }) => code === 'not-carried' && detail.includes(called));
      expect([isThere, isTold]).toEqual([!isTold, isTold]);
      expect(isTold).toBe(format === 'xlsx' && called !== '-');
    });
  });

  test('slides: titles, notes and sections', async () => {
    const slides = [{ title: 'The title', blocks: [table], notes: 'The notes', section: 'The section' }];
    const { text, warnings } = await read(format, { slides });
    const told = warnings.map(({ detail, pointer }) => `${pointer} ${detail}`).join('\n');
    expect(text.includes('The title')).toBe(true);
    expect(text.includes('The notes')).toBe(format === 'pptx');
    if (format !== 'pptx') expect(told).toMatch(/^\/slides\/0\/notes .*the notes of a slide/m);
    expect(text.includes('The section')).toBe(format !== 'xlsx');
    if (format === 'xlsx') expect(told).toMatch(/^\/slides\/0\/section .*a section/m);
  });

  test('sheets: names, tables, charts, and what only a spreadsheet program does', async () => {
    const sheet: Sheet = {
      name: 'The sheet',
      columns: [{ header: 'Label' }, { header: 'Value', type: 'integer' }, { header: 'F', type: 'formula' }],
      rows: [
        ['one', 1, '=B2'],
        ['two', 2, '=B3'],
      ],
      freeze: { columns: 1 },
      filter: true,
      conditionalFormats: [{ columns: ['Value'], rule: 'top' }],
      charts: [{ kind: 'bar', title: 'The chart', categories: 'Label', values: ['Value'] }],
    };
    const { text, content, warnings } = await read(format, { sheets: [sheet] });
    for (const sign of ['The sheet', 'Label', 'two', 'The chart']) expect(text).toContain(sign);
    const codes = warnings.map(({ code, pointer }) => `${code} ${pointer}`);
    if (format === 'xlsx') expect(codes).toEqual([]);
    else {
      expect(codes).toEqual([
        'formula-not-computed /sheets/0',
        'not-carried /sheets/0/freeze',
        'not-carried /sheets/0/filter',
        'not-carried /sheets/0/conditionalFormats/0',
      ]);
      const blocks =
        'blocks' in content ? content.blocks : 'slides' in content ? (content.slides[0]?.blocks ?? []) : [];
      expect(blocks.find(({ type }) => type === 'chart')).toMatchObject({
        chart: { categories: ['one', 'two'], series: [{ name: 'Value', values: [1, 2], xValues: null }] },
      });
    }
    expect((await read(format, { sheets: [{ name: 'x', csv: 'a\n1' }] })).warnings).toEqual([]);
  });

  test('Markdown', async () => {
    const { text, warnings } = await read(format, { markdown: '# One\n\ntext\n\n| a |\n|--|\n| cell |' });
    for (const sign of ['One', 'cell']) expect(text).toContain(sign);
    expect(warnings.map(({ detail }) => detail)).toEqual(
      format === 'xlsx' ? ['A workbook has no place for a paragraph: left out.'] : [],
    );
  });

  test('the title is the job’s where the document has none', async () => {
    expect((await read(format, { blocks: [table] })).content.metadata.title).toBe('The job');
    const metadata = { title: 'Own', keywords: ['k'], language: 'DE-ch' };
    expect((await read(format, { blocks: [table], metadata })).content.metadata).toMatchObject({
      title: 'Own',
      author: null,
      keywords: ['k'],
      language: 'de-CH',
    });
  });
});
