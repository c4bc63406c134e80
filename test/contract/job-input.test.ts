import { describe, expect, test } from '@jest/globals';
import { contract } from '../../src/contract/contract.ts';
import { checkJobInput } from '../../src/contract/job-input.ts';
import type { JobType, NewJob } from '../../src/contract/types.ts';

const sheet = { name: 'A', columns: [{ header: 'x' }], rows: [[1]] };

/** The faults as lines of `pointer: detail`. */
function faults(type: JobType, input: unknown): string[] {
  return checkJobInput(type, input).map(({ pointer, detail }) => `${pointer}: ${detail}`);
}

test('the examples of the contract are good', () => {
  const examples = Object.entries(contract.components.examples).filter(([name]) => name.startsWith('Create'));
  const jobs = examples.map(([, { value }]) => value as NewJob);
  expect(new Set(jobs.map(({ type }) => type)).size).toBe(6);
  for (const { type, input } of jobs) expect(faults(type, input)).toEqual([]);
});

test('every kind of block and cell is good', () => {
  const picture = { uploadId: '019aa5c2-9e00-7d01-8a44-2c6b9f0d1e03' };
  const blocks = [
    { type: 'heading', level: 6, text: ['h ', { text: 'i', italic: true }] },
    { type: 'paragraph', text: 'two\nlines\tand a tab' },
    { type: 'list', ordered: true, start: 3, items: ['a', { text: '😀', checked: true, items: ['b'] }] },
    {
      type: 'table',
      columns: [{ header: 'x', type: 'percent' }, { header: 'y' }],
      rows: [[0.5, null], [null, '=1+1'], [], [1, true]],
      caption: 'c',
    },
    { type: 'table', records: [{ a: 1 }, { b: null }] },
    { type: 'table', csv: 'a,b\n1,2' },
    { type: 'table', from: { ...picture, format: 'csv' } },
    { type: 'image', source: picture, alt: 'a', widthPercent: 50 },
    { type: 'chart', kind: 'bar', categories: ['a'], series: [{ name: 's', values: [1] }] },
    { type: 'callout', tone: 'warning', title: 't', text: 'x' },
    { type: 'quote', text: 'x' },
    { type: 'code', text: 'x' },
    { type: 'table-of-contents', depth: 2 },
    { type: 'rule' },
    { type: 'page-break' },
  ];
  expect(faults('document', { blocks })).toEqual([]);
  expect(
    faults('presentation', {
      slides: [
        { title: 'Only a title', blocks: [] },
        { title: 't', blocks, notes: 'n', section: 's' },
      ],
    }),
  ).toEqual([]);
});

describe('a fault has the pointer of its place and says what is wrong there', () => {
  test.each<[JobType, unknown, string[]]>([
    ['pdf', {}, ['/input: must have exactly one of blocks, markdown, slides, sheets']],
    [
      'pdf',
      { blocks: [{ type: 'page-break' }], markdown: 'x' },
      ['/input: must have exactly one of blocks, markdown, slides, sheets'],
    ],
    ['document', { blocks: [{ type: 'paragraph', text: 5 }] }, ['/input/blocks/0/text: must be text or a list']],
    [
      'document',
      {
        blocks: [
          { type: 'quote', text: [5, { bold: true }] },
          { type: 'list', items: [[], { text: 'x', items: [5] }] },
        ],
      },
      [
        '/input/blocks/0/text/0: must be text or an object',
        '/input/blocks/0/text/1/text: must be given',
        '/input/blocks/1/items/0: must be text or an object',
        '/input/blocks/1/items/1/items/0: must be text or an object',
      ],
    ],
    [
      'document',
      { blocks: [{ type: 'quote', text: [{ text: 'x', link: 'javascript:alert(1)' }] }] },
      [expect.stringMatching(/^\/input\/blocks\/0\/text\/0\/link: must be as described: An address to follow/)],
    ],
    [
      'spreadsheet',
      { sheets: [{ name: 'A', columns: [{ header: 'x' }] }] },
      ['/input/sheets/0: must have exactly one of rows, records, csv, from'],
    ],
    [
      'data_export',
      {
        files: [
          { format: 'csv', source: { type: 'queries' } },
          { format: 'csv', source: { type: 'upload' } },
        ],
      },
      [
        '/input/files/0/source/type: must be one of jobs, events, artifacts, records, upload, dataset, not "queries"',
        '/input/files/1/source/uploadId: must be given',
      ],
    ],
    ['bulk_import', { uploadId: 'x' }, ['/input/uploadId: must be a UUID']],
    ['document', { markdown: 5 }, ['/input/markdown: must be text']],
    ['document', { blocks: [{ type: 'heading', level: 7, text: 'h' }] }, ['/input/blocks/0/level: must be at most 6']],
    [
      'document',
      { blocks: [{ type: 'list' }, 5] },
      ['/input/blocks/0/items: must be given', '/input/blocks/1: must be an object'],
    ],
    ['document', { blocks: [{ text: 'x' }] }, ['/input/blocks/0/type: must be given']],
    [
      'pdf',
      { blocks: [{ type: 'video' }] },
      [
        '/input/blocks/0/type: must be one of heading, paragraph, list, table, image, chart, callout, quote, code, ' +
          'table-of-contents, rule, page-break, not "video"',
      ],
    ],
    [
      'pdf',
      { blocks: [{ type: 'page-break', 'a/b~': 1 }] },
      ['/input/blocks/0/a~1b~0: must be left out: there is no such property'],
    ],
    ['presentation', { slides: [{ blocks: [] }] }, ['/input/slides/0/title: must be given']],
    [
      'spreadsheet',
      { sheets: [{ ...sheet, rows: [[{ formula: '1+1' }]] }] },
      ['/input/sheets/0/rows/0/0: must be text or a number or true or false or null'],
    ],
    ['spreadsheet', { sheets: [{ ...sheet, rows: [[1], [1, 2]] }] }, ['/input/sheets/0/rows/1: 2 cells for 1 columns']],
    ['spreadsheet', { sheets: [sheet, { ...sheet, name: 'a' }] }, ['/input/sheets/1/name: the same name as sheets/0']],
    [
      'pdf',
      { blocks: [{ type: 'table', columns: [{ header: 'x' }], rows: [[1, 2]] }] },
      [expect.stringMatching(/^\/input\/blocks\/0\/rows\/0: /)],
    ],
  ] as [JobType, unknown, string[]][])('%s %j', (type, input, expected) => {
    expect(faults(type, input)).toEqual(expected);
  });

  test.each(["it's a tab", 'a:b', 'x'.repeat(32), "'quoted'", '   ', 'nul\u0000'])('sheet name %j', (name) => {
    const wrong = name === "it's a tab" ? [] : [expect.stringMatching(/^\/input\/sheets\/0\/name: /)];
    expect(faults('spreadsheet', { sheets: [{ ...sheet, name }] })).toEqual(wrong);
  });

  test('text that no document format can hold', () => {
    expect(faults('pdf', { markdown: 'a\u0001b' })).toEqual([
      expect.stringMatching(/^\/input\/markdown: .*control characters/),
    ]);
  });
});

test('at most 20 faults are told, one a place', () => {
  const blocks = Array.from({ length: 100 }, () => ({ type: 'video' }));
  const found = checkJobInput('pdf', { blocks });
  expect(found).toHaveLength(20);
  expect(new Set(found.map(({ pointer }) => pointer)).size).toBe(20);
});

test('what was sent is echoed by 100 characters at most', () => {
  const long = 'x'.repeat(5000);
  for (const fault of checkJobInput('pdf', { blocks: [{ type: long }, { type: 'page-break', [long]: 1 }], [long]: 1 }))
    expect(`${fault.pointer}${fault.detail}`.length).toBeLessThan(300);
});

test('a huge wrong input is refused by its first fault', () => {
  const rows = Array.from({ length: 200_000 }, () => [{}]);
  expect(checkJobInput('spreadsheet', { sheets: [{ ...sheet, rows }] })).toHaveLength(1);
});
