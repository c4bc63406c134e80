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
  expect(new Set(jobs.map(({ type }) => type)).size).toBe(4);
  for (const { type, input } of jobs) expect(faults(type, input)).toEqual([]);
});

test('every kind of block and cell is good', () => {
  const blocks = [
    { type: 'heading', level: 6, text: 'h' },
    { type: 'paragraph', text: 'two\nlines\tand a tab' },
    { type: 'list', items: ['a', '😀'] },
    {
      type: 'table',
      columns: [{ header: 'x', type: 'percent' }, { header: 'y' }],
      rows: [[0.5, null], [null, '=1+1'], [], [1, true]],
    },
  ];
  expect(faults('document', { blocks: [...blocks, { type: 'page-break' }] })).toEqual([]);
  expect(
    faults('presentation', {
      slides: [
        { title: 'Only a title', blocks: [] },
        { title: 't', blocks, notes: 'n' },
      ],
    }),
  ).toEqual([]);
});

describe('a fault has the pointer of its place and says what is wrong there', () => {
  test.each<[JobType, unknown, string[]]>([
    ['pdf', {}, ['/input: must have exactly one of blocks, markdown']],
    ['pdf', { blocks: [{ type: 'page-break' }], markdown: 'x' }, ['/input: must have exactly one of blocks, markdown']],
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
      ['/input/blocks/0/type: must be one of heading, paragraph, list, table, page-break, not "video"'],
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
