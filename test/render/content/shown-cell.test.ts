import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Cell, TableColumn, Total } from '../../../workers/render/content/content.ts';
import { runsOfCell, shownCell } from '../../../workers/render/content/shown-cell.ts';
import { plainColumn } from '../../../workers/render/content/table-columns.ts';
import { newTotals, totalLabel } from '../../../workers/render/content/totals.ts';

test.each<[Cell, Partial<TableColumn>, string]>([
  [null, {}, ''],
  [1234567, {}, '1234567'],
  [1234567, { type: 'integer' }, '1,234,567'],
  [2026, { type: 'integer', ungrouped: true }, '2026'],
  [1234.5, { type: 'decimal' }, '1,234.5'],
  [0.1 + 0.2, { type: 'decimal' }, '0.3'],
  [3, { type: 'decimal', leastDecimals: 1 }, '3.0'],
  [3.14159, { type: 'decimal', leastDecimals: 1 }, '3.14159'],
  [3.14159, { decimals: 2 }, '3.14'],
  [-1234.5, { type: 'currency' }, '-1,234.50'],
  [1234.5, { type: 'currency', currency: 'EUR' }, '€1,234.50'],
  [1234.5, { type: 'currency', currency: 'JPY' }, '¥1,235'],
  [1234.5, { type: 'currency', currency: 'CHF' }, 'CHF\u00A01,234.50'],
  [1234.5, { type: 'currency', currency: 'EUR', decimals: 0 }, '€1,235'],
  [0.125, { type: 'percent' }, '12.5%'],
  [0.125, { type: 'percent', decimals: 0 }, '13%'],
  ['2026-11-21', { type: 'date' }, '2026-11-21'],
  ['2026-11-21T10:00:00+01:00', { type: 'datetime' }, '2026-11-21 09:00:00'],
  [true, { type: 'boolean' }, 'true'],
  ['=B2*C2', { type: 'formula' }, '=B2*C2'],
  ['=1', {}, '=1'],
  [[{ text: 'a ' }, { text: 'b', bold: true }], {}, 'a b'],
  ['NaN', { type: 'decimal' }, 'NaN'],
])('%j in a column %j is shown as %j', (cell, column, shown) => {
  expect(shownCell(cell, { ...plainColumn('x'), ...column })).toBe(shown);
});

test('runs keep their looks, and an empty cell has none', () => {
  expect(runsOfCell([{ text: 'b', bold: true }], plainColumn('x'))).toEqual([{ text: 'b', bold: true }]);
  expect(runsOfCell(5, plainColumn('x', 'percent'))).toEqual([{ text: '500%' }]);
  expect(runsOfCell(null, plainColumn('x'))).toEqual([]);
});

describe('totals', () => {
  const columns = (...totals: (Total | null)[]): TableColumn[] =>
    totals.map((total, at) => ({ ...plainColumn(`c${at}`, at === 0 ? 'text' : 'decimal'), total }));

  test('there is no row of them when no column has one', () => {
    expect(newTotals(columns(null, null))).toBeNull();
  });

  test('of each kind, over what are numbers', () => {
    const totals = newTotals(columns(null, 'sum', 'average', 'min', 'max', 'count'));
    totals?.add(['a', 1, 1, 1, 1, 'x']);
    totals?.add(['b', 2.5, null, -3, 'text', null]);
    totals?.add(['c', null, 4, 2, 5, '']);
    expect(totals?.row()).toEqual(['Total', 3.5, 2.5, -3, 5, [{ text: '1' }]]);
  });

  test.each([
    ['de-CH', 'Gesamt', 'Durchschnitt'],
    ['zh-Hant-TW', '合計', '平均'],
    ['zh-CN', '合计', '平均'],
    ['nn', 'Totalt', 'Gjennomsnitt'],
    ['tlh', 'Total', 'Average'],
    ['constructor', 'Total', 'Average'],
    [null, 'Total', 'Average'],
  ])('their row has a name in the language of the document: %s', (language, sum, average) => {
    const names = (['sum', 'average'] as const).map((kind) => totalLabel(columns(null, kind), language)?.text);
    expect(names).toEqual([sum, average]);
    expect(newTotals(columns(null, 'sum', 'max'), language)?.row()[0]).toBe(sum);
  });

  test('dates are compared by when they are; the label says what all totals are', () => {
    const [label, date, time] = columns(null, 'max', 'max') as [TableColumn, TableColumn, TableColumn];
    const totals = newTotals([label, { ...date, type: 'date' }, { ...time, type: 'datetime' }]);
    totals?.add(['a', '2026-01-02', '2026-01-01T12:00:00+02:00']);
    totals?.add(['b', '2025-12-31', '2026-01-01T11:00:00Z']);
    expect(totals?.row()).toEqual(['Maximum', '2026-01-02', '2026-01-01T11:00:00Z']);
  });

  test('without any number there is none, and without a free column no label', () => {
    expect(newTotals(columns('sum'))?.row()).toEqual([null]);
    expect(totalLabel(columns('sum'))).toBeNull();
    expect(totalLabel(columns('count', null))).toEqual({ column: 1, text: 'Count' });
  });

  test('a million tenths are a hundred thousand', () => {
    const totals = newTotals(columns('sum'));
    for (let at = 0; at < 1_000_000; at += 1) totals?.add([0.1]);
    expect(totals?.row()).toEqual([100_000]);
  });

  test('cents add up as in whole numbers', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1e9, max: 1e9 })), (cents) => {
        const totals = newTotals(columns('sum'));
        for (const amount of cents) totals?.add([amount / 100]);
        const sum = cents.reduce((total, amount) => total + amount, 0);
        expect(Math.round(Number(totals?.row()[0] ?? 0) * 100) + 0).toBe(sum + 0);
      }),
    );
  });
});
