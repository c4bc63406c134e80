import { describe, expect, test } from '@jest/globals';
import type { Block, ChartBlock, ListItem } from '../../src/documents/model.ts';
import { blockFaults, jpegHead, png, sheetFaults, tableFaults, ID } from './some-inputs.ts';

describe('references to columns', () => {
  const columns = [{ header: 'x' }, { header: 'y', type: 'decimal' as const }, { header: 'x' }];

  test('charts and formats of columns that are not there, or are there twice', () => {
    const charts = [{ kind: 'bar' as const, categories: 'x', values: ['y', 'z'] }];
    const conditionalFormats = [{ columns: ['q'], rule: 'duplicates' as const }];
    expect(sheetFaults({ columns, rows: [['a', 1]], charts, conditionalFormats })).toEqual([
      '/conditionalFormats/0/columns/0: no column has the header "q"',
      '/charts/0/categories: 2 columns have the header "x"',
      '/charts/0/values/1: no column has the header "z"',
    ]);
    expect(sheetFaults({ csv: 'a,y\n1,2', charts: [{ kind: 'line', categories: 'x', values: ['y'] }] })).toEqual([
      '/charts/0/categories: no column has the header "x"',
    ]);
    expect(sheetFaults({ from: { uploadId: ID }, charts })).toEqual([]);
  });

  test('charts without a number to draw, and pies of several series', () => {
    const table = { columns: [{ header: 'x', type: 'text' as const }, { header: 'y' }], rows: [['a', 'b']] };
    expect(sheetFaults({ ...table, charts: [{ kind: 'pie', categories: 'y', values: ['x', 'y'] }] })).toEqual([
      '/charts/0/values: a pie has one series, not 2',
      '/charts/0/values/0: a column of the type text has no numbers to draw',
      '/charts/0/values/1: the column has no number to draw',
    ]);
  });

  test.each([
    [{ rule: 'greater-than' }, ['value: must be given with the rule greater-than']],
    [{ rule: 'greater-than', value: 'much' }, ['value: must be a number or, for columns of dates, a date']],
    [{ rule: 'between', min: 5, max: 1 }, ['max: must be at least min']],
    [
      { rule: 'between', min: 5, value: 1 },
      ['max: must be given with the rule between', 'value: must be left out with the rule between'],
    ],
    [
      { rule: 'color-scale', from: 'FFFFFF', to: '000000', bold: true },
      ['bold: must be left out with the rule color-scale'],
    ],
    [{ rule: 'data-bar' }, ['fill: must be given with the rule data-bar']],
    [{ rule: 'top' }, []],
    [{ rule: 'contains', value: 'x', fill: 'FF0000' }, []],
  ] as const)('conditional format %j', (format, faults) => {
    const found = sheetFaults({ columns, rows: [], conditionalFormats: [{ columns: ['y'], ...format }] });
    expect(found).toEqual(faults.map((fault) => `/conditionalFormats/0/${fault}`));
  });
});

describe('charts with their data', () => {
  const chart: ChartBlock = {
    type: 'chart',
    kind: 'line',
    categories: ['a', 'b'],
    series: [{ name: 's', values: [1, null] }],
  };

  test.each([
    [{}, []],
    [{ horizontal: true }, ['/horizontal: only bars can lie, not a line chart']],
    [{ kind: 'bar', horizontal: true }, []],
    [{ categories: undefined }, ['/categories: must be given for a line chart']],
    [{ categories: ['a'] }, ['/series/0/values: 2 values for 1 categories']],
    [{ kind: 'pie', series: [{ name: 's', values: [1, -2] }] }, ['/series/0/values/1: a pie has no slice below zero']],
    [{ series: [{ name: 's', values: [null, null] }] }, ['/series: there is no number to draw']],
    [{ series: [{ name: 's', values: [1, 2], xValues: [1, 2] }] }, [expect.stringMatching(/^\/series\/0\/xValues: /)]],
    [
      { kind: 'scatter' },
      [expect.stringMatching(/^\/categories: /), '/series/0/xValues: must be given for a scatter chart'],
    ],
    [
      { kind: 'scatter', categories: undefined, series: [{ name: 's', values: [1, 2], xValues: [1] }] },
      ['/series/0/xValues: 1 of them for 2 values'],
    ],
  ] as [object, string[]][])('%j', (change, faults) => {
    expect(blockFaults({ ...chart, ...change } as Block)).toEqual(faults);
  });

  test('a pie of several series', () => {
    const series = [0, 1].map((at) => ({ name: `s${at}`, values: [1, 2] }));
    expect(blockFaults({ ...chart, categories: ['a', 'b'], kind: 'pie', series })).toEqual([
      '/series: a pie has one series, not 2',
    ]);
  });
});

describe('blocks', () => {
  test('lists inside each other', () => {
    let items: ListItem[] = ['deep'];
    for (let depth = 1; depth < 6; depth += 1) items = [{ text: 'x', items }];
    expect(blockFaults({ type: 'list', items })).toEqual([]);
    expect(blockFaults({ type: 'list', items: [{ text: 'x', items }] })).toEqual([
      `${'/items/0'.repeat(6)}/items: more than 6 lists stand inside each other`,
    ]);
  });

  test('addresses that are none', () => {
    const text = ['fine', { text: 'x', link: 'https://example.com/ä' }, { text: 'x', link: 'http://' }];
    expect(blockFaults({ type: 'callout', text })).toEqual(['/text/2/link: is not an address']);
  });

  test('tables with more columns than a page has', () => {
    const csv = Array.from({ length: 64 }, (_, at) => `c${at}`).join(',');
    expect(tableFaults({ csv })).toEqual(['/csv: 64 columns; at most 63 fit']);
  });

  test('pictures', () => {
    const faults = (bytes: Buffer | string): string[] => {
      const data = typeof bytes === 'string' ? bytes : bytes.toString('base64');
      return blockFaults({ type: 'image', alt: 'x', source: { data } });
    };
    expect(faults(png(3, 2))).toEqual([]);
    expect(faults(jpegHead(300, 200))).toEqual([]);
    expect(faults(Buffer.from('GIF89a.........'))).toEqual(['/source/data: is neither a PNG nor a JPEG']);
    expect(faults(`${png(3, 2).toString('base64').slice(0, -2)}x`)).toEqual([expect.stringMatching(/base64/)]);
    expect(faults(png(9, 9).subarray(0, -20))).toEqual([expect.stringMatching(/is no whole PNG/)]);
    expect(faults(jpegHead(60_000, 60_000))).toEqual([expect.stringMatching(/has 60000 x 60000 pixels; at most/)]);
  });
});
