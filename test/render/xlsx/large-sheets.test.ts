import { getEventListeners } from 'node:events';
import { expect, test } from '@jest/globals';
import type { Cell, Sheet, WorkbookContent } from '../../../workers/render/content/content.ts';
import { MAX_ROWS } from '../../../workers/render/xlsx/cell-references.ts';
import { newSheetNames } from '../../../workers/render/xlsx/sheet-names.ts';
import { writeXlsx } from '../../../workers/render/xlsx/write-xlsx.ts';
import { partsOf } from './files.ts';
import { column, sheet, someChart, workbook, written } from './workbooks.ts';

const LIMIT_MS = 120_000;

/** A sheet with so many numbers, made while they are taken; and whether its rows were closed. */
function counting(
  name: string,
  rows: number,
  more: Partial<Sheet> = {},
): { content: WorkbookContent; closed: () => boolean; taken: () => number } {
  let [closed, taken] = [false, 0];
  const base = sheet(name, [column('n', { type: 'integer', total: 'sum' })], [], more);
  async function* source(): AsyncGenerator<Cell[]> {
    try {
      for (let number = 1; number <= rows; number += 1) {
        taken = number;
        yield [number];
      }
      await Promise.resolve();
    } finally {
      closed = true;
    }
  }
  const table = { ...base.table, rows: source, sample: [[1], [2]], rowCount: null };
  return { content: workbook({ ...base, table }), closed: () => closed, taken: () => taken };
}

test(
  'a table with more rows than a sheet goes on in a second one, with its totals there',
  async () => {
    const { title, xTitle, yTitle, horizontal, legend } = someChart('line');
    const chart = {
      kind: 'line' as const,
      title,
      xTitle,
      yTitle,
      horizontal,
      legend,
      categoriesColumn: 0,
      valueColumns: [0],
    };
    const { content, closed } = counting('Rows', MAX_ROWS + 3, { charts: [chart] });
    const { bytes, warnings } = await written(content);
    const parts = partsOf(bytes);
    const [first = '', second = ''] = [1, 2].map((number) => parts.get(`xl/worksheets/sheet${number}.xml`));
    expect(warnings).toEqual([
      {
        code: 'divided',
        detail: 'The sheet "Rows" has more rows than Excel\'s 1,048,576; it goes on in further sheets.',
      },
    ]);
    expect(parts.get('xl/workbook.xml')).toContain('<sheet name="Rows (2)" sheetId="2" r:id="rId2"/>');
    // One row is the header, and one is kept for the totals.
    expect(first).toContain(`<row r="${MAX_ROWS - 1}"><c r="A${MAX_ROWS - 1}" s="`);
    expect(first).not.toContain(`<row r="${MAX_ROWS}"`);
    expect(second).toContain(`<v>${MAX_ROWS - 1}</v>`);
    const sum = ((MAX_ROWS + 3) * (MAX_ROWS + 4)) / 2;
    expect(second).toContain(`<f>SUBTOTAL(109,'Rows'!A2:A${MAX_ROWS - 1},A2:A6)</f><v>${sum}</v>`);
    expect(second).not.toContain('<drawing');
    expect(parts.get('xl/charts/chart1-1.xml')).not.toContain('numCache');
    expect(closed()).toBe(true);
  },
  LIMIT_MS,
);

test('the parts of a table have names that are free', () => {
  const further = newSheetNames(['Sales', 'sales (2)', 'x'.repeat(31), `${'y'.repeat(26)}😀zzz`]);
  expect(further('Sales', 2)).toBe('Sales (3)');
  expect(further('Sales', 3)).toBe('Sales (4)');
  expect(further('x'.repeat(31), 2)).toBe(`${'x'.repeat(27)} (2)`);
  expect(further(`${'y'.repeat(26)}😀zzz`, 2)).toBe(`${'y'.repeat(26)} (2)`);
});

test('progress is told by rows, and the last of it is the saving', async () => {
  const known = counting('Rows', 20_000).content;
  const [only] = known.sheets;
  if (!only) throw new Error('no sheet');
  const counted = { ...known, sheets: [{ ...only, table: { ...only.table, rowCount: 20_000 } }] };
  const { reports } = await written(counted);
  expect(reports[0]).toEqual({ percent: 5, stage: 'writing' });
  expect(reports[10]).toEqual({ percent: 50, stage: 'writing', message: '10,000 of 20,000 rows' });
  expect(reports.at(-1)).toEqual({ percent: 95, stage: 'saving' });
  expect(reports).toHaveLength(22);
  const unknown = await written(counting('Rows', 120_000).content);
  expect(unknown.reports[1]).toEqual({ stage: 'writing', message: '50,000 rows' });
});

test('an abort ends the writing at once and closes the rows', async () => {
  const { content, closed, taken } = counting('Rows', 100_000_000);
  const abort = new AbortController();
  const controls = { signal: abort.signal, report: async () => {}, warn: () => {} };
  let bytes = 0;
  const writing = (async () => {
    for await (const piece of writeXlsx(content, controls)) {
      bytes += piece.length;
      if (bytes > 200_000) abort.abort(new Error('cancelled'));
    }
  })();
  await expect(writing).rejects.toThrow('cancelled');
  while (!closed()) await new Promise((resolve) => setImmediate(resolve));
  expect(taken()).toBeLessThan(1_000_000);
  expect(getEventListeners(abort.signal, 'abort')).toEqual([]);
});

test('an error of the rows is the reader’s, and they are closed', async () => {
  const { content } = counting('Rows', 10);
  const [only] = content.sheets;
  if (!only) throw new Error('no sheet');
  async function* failing(): AsyncGenerator<Cell[]> {
    yield [1];
    await Promise.reject(new Error('the disk is gone'));
  }
  const broken = { ...content, sheets: [{ ...only, table: { ...only.table, rows: failing } }] };
  await expect(written(broken)).rejects.toThrow('the disk is gone');
});

test(
  'others run while rows are written',
  async () => {
    const { content } = counting('Rows', 200_000);
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 5);
    await written(content);
    clearInterval(timer);
    expect(turns).toBeGreaterThan(10);
  },
  LIMIT_MS,
);
