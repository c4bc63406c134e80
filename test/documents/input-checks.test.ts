import { refuseFaults } from '../../workers/handlers/refuse-faults.ts';
import { describe, expect, test } from '@jest/globals';
import {
  checkDocumentInput,
  checkPresentationInput,
  checkSpreadsheetInput,
  MAX_CELL_CHARACTERS,
  MAX_FAULTS,
  MAX_SHEET_COLUMNS,
  MAX_SHEET_ROWS,
} from '../../src/documents/input-checks.ts';
import type { ColumnType, Scalar, Sheet } from '../../src/documents/model.ts';
import { DOCUMENT, WORKBOOK } from '../handlers/samples.ts';

function faultsOfSheet(sheet: Partial<Sheet>): string[] {
  const whole = { name: 'S', columns: [{ header: 'a' }], rows: [], ...sheet };
  return checkSpreadsheetInput({ sheets: [whole] }).map(({ pointer, detail }) => `${pointer}: ${detail}`);
}

function faultsOfValue(type: ColumnType, value: Scalar): string[] {
  return faultsOfSheet({ columns: [{ header: 'a', type }], rows: [[value]] });
}

test('the samples are without fault', () => {
  expect(checkSpreadsheetInput(WORKBOOK)).toEqual([]);
  expect(checkDocumentInput(DOCUMENT)).toEqual([]);
  expect(checkPresentationInput({ slides: [{ title: 't', blocks: DOCUMENT.blocks, notes: 'n' }] })).toEqual([]);
});

describe('names of sheets', () => {
  test.each(['a'.repeat(32), 'a/b', 'a\\b', 'a:b', 'a*b', 'a?b', '[a', 'a]', '', '  ', "'a", "a'", 'History', 'a\nb'])(
    '%j is refused',
    (name) => {
      expect(faultsOfSheet({ name })).toEqual([expect.stringMatching(/^\/sheets\/0\/name: /)]);
    },
  );

  test.each(['a'.repeat(31), "it's", 'Übersicht 1', 'a.b-c_d'])('%j is fine', (name) => {
    expect(faultsOfSheet({ name })).toEqual([]);
  });

  test('two that differ in case only are one too many', () => {
    const sheet = { columns: [{ header: 'a' }], rows: [] };
    const sheets = [
      { ...sheet, name: 'Данные' },
      { ...sheet, name: 'b' },
      { ...sheet, name: 'дАННЫЕ' },
    ];
    expect(checkSpreadsheetInput({ sheets })).toEqual([
      { pointer: '/sheets/2/name', detail: 'the same name as sheets/0' },
    ]);
  });
});

describe('sizes', () => {
  test('cells beyond the columns', () => {
    expect(faultsOfSheet({ rows: [['a'], ['a', 'b', 'c']] })).toEqual(['/sheets/0/rows/1: 3 cells for 1 columns']);
  });

  test('rows and columns beyond the format', () => {
    const rows = Array.from({ length: MAX_SHEET_ROWS }, () => []);
    expect(faultsOfSheet({ rows })).toEqual([`/sheets/0/rows: ${MAX_SHEET_ROWS} rows; at most 1048575 and the header`]);
    expect(faultsOfSheet({ rows: rows.slice(1) })).toEqual([]);
    const columns = Array.from({ length: MAX_SHEET_COLUMNS + 1 }, () => ({ header: 'a' }));
    expect(faultsOfSheet({ columns })).toEqual(['/sheets/0/columns: 16385 columns; at most 16384']);
  });

  test('texts longer than a cell', () => {
    const text = 'a'.repeat(MAX_CELL_CHARACTERS);
    expect(faultsOfSheet({ columns: [{ header: text }], rows: [[text]] })).toEqual([]);
    expect(faultsOfSheet({ rows: [[`${text}a`]] })).toEqual(['/sheets/0/rows/0/0: 32768 characters; at most 32767']);
    const table = { type: 'table' as const, columns: [{ header: 'a' }], rows: [[`${text}a`]] };
    expect(checkDocumentInput({ blocks: [table] })).toEqual([]);
  });

  test('no more faults are listed than help', () => {
    const rows = Array.from({ length: 1000 }, () => ['a', 'b']);
    expect(faultsOfSheet({ rows })).toHaveLength(MAX_FAULTS);
    expect(() =>
      refuseFaults(checkSpreadsheetInput({ sheets: [{ name: 'S', columns: [{ header: 'a' }], rows }] })),
    ).toThrow('sheets/0/rows/0: 2 cells for 1 columns (and more)');
  });
});

test('what has no parts at all makes no file', () => {
  expect(checkSpreadsheetInput({ sheets: [] })).toMatchObject([{ pointer: '/sheets' }]);
  expect(checkPresentationInput({ slides: [] })).toMatchObject([{ pointer: '/slides' }]);
  const blocks = [{ type: 'table' as const, columns: [], rows: [] }];
  expect(checkDocumentInput({ blocks })).toMatchObject([{ pointer: '/blocks/0/columns' }]);
});

describe('values of a column', () => {
  test.each<[ColumnType, Scalar]>([
    ['text', 5],
    ['text', true],
    ['integer', -0],
    ['integer', 2 ** 53 - 1],
    ['decimal', 1e300],
    ['percent', -0.5],
    ['date', '0001-01-01'],
    ['date', '2000-02-29'],
    ['datetime', '2024-02-29T23:59:60Z'],
    ['datetime', '2024-02-29t00:00:00.123456+14:00'],
    ['boolean', false],
    ['date', null],
  ])('%s takes %j', (type, value) => {
    expect(faultsOfValue(type, value)).toEqual([]);
  });

  test.each<[ColumnType, Scalar]>([
    ['integer', 1.5],
    ['integer', '5'],
    ['integer', 2 ** 53],
    ['decimal', '1.5'],
    ['percent', true],
    ['currency', '€ 5'],
    ['date', '2023-02-29'],
    ['date', '1900-02-29'],
    ['date', '2024-1-1'],
    ['date', '2024-01-01T00:00:00Z'],
    ['date', 45000],
    ['datetime', '2024-01-01T00:00:00'],
    ['datetime', '2024-01-01T24:00:00Z'],
    ['datetime', '2024-04-31T00:00:00Z'],
    ['datetime', '2024-01-01'],
    ['boolean', 'true'],
    ['boolean', 1],
  ])('%s refuses %j', (type, value) => {
    expect(faultsOfValue(type, value)).toEqual([expect.stringMatching(/^\/sheets\/0\/rows\/0\/0: .* is not /)]);
  });
});

test.each(['a\u0000', 'a\u0008', '\u001F', '\uFFFE', '\uD800', '\uDC00a'])('%j can stand in no document', (text) => {
  const fault = expect.stringMatching(/^the character U\+[0-9A-F]{4} cannot stand in a document$/);
  expect(checkSpreadsheetInput({ sheets: [{ name: 'S', columns: [{ header: text }], rows: [[text]] }] })).toEqual([
    { pointer: '/sheets/0/columns/0/header', detail: fault },
    { pointer: '/sheets/0/rows/0/0', detail: fault },
  ]);
  expect(checkDocumentInput({ blocks: [{ type: 'list', items: ['fine\t\n😀', text] }] })).toEqual([
    { pointer: '/blocks/0/items/1', detail: fault },
  ]);
  expect(checkDocumentInput({ markdown: text })).toEqual([{ pointer: '/markdown', detail: fault }]);
  const slide = { title: text, blocks: [{ type: 'heading' as const, level: 1, text }], notes: text };
  expect(checkPresentationInput({ slides: [slide] }).map(({ pointer }) => pointer)).toEqual([
    '/slides/0/title',
    '/slides/0/blocks/0/text',
    '/slides/0/notes',
  ]);
});
