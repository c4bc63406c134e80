import { describe, expect, test } from '@jest/globals';
import { MAX_SHEET_COLUMNS, MAX_SHEET_ROWS } from '../../src/documents/checks/sheet-faults.ts';
import { MAX_FAULTS } from '../../src/documents/input-checks.ts';
import type { ColumnType, Scalar } from '../../src/documents/model.ts';
import { faultsOf, ID, sheetFaults } from './some-inputs.ts';

const good = { columns: [{ header: 'a' }], rows: [[1]] };

describe('sheets', () => {
  test('names that differ in case only, and the one that Excel keeps', () => {
    const names = ['Данные', 'b', 'дАННЫЕ', 'History'];
    expect(faultsOf('spreadsheet', { sheets: names.map((name) => ({ ...good, name })) })).toEqual([
      '/sheets/2/name: the same name as sheets/0',
      '/sheets/3/name: Excel keeps the name "History" for itself',
    ]);
  });

  test('rows without columns, and longer than the columns', () => {
    expect(sheetFaults({ rows: [[1]] })).toEqual(['/columns: must be given with rows']);
    expect(sheetFaults({ columns: [{ header: 'a' }], rows: [['a'], ['a', 'b', 'c']] })).toEqual([
      '/rows/1: 3 cells for 1 columns',
    ]);
  });

  test('records: keys that make too many or impossible columns, values of the wrong type', () => {
    const many = Object.fromEntries(Array.from({ length: MAX_SHEET_COLUMNS + 1 }, (_, at) => [`k${at}`, 1]));
    expect(sheetFaults({ records: [many] })).toEqual([expect.stringMatching(/^\/records: 16385 properties/)]);
    expect(sheetFaults({ records: [{}] })).toEqual(['/records: no record has a property, so there is no column']);
    expect(sheetFaults({ records: [{ ['x'.repeat(1001)]: 1 }] })).toEqual([expect.stringMatching(/^\/records: /)]);
    expect(sheetFaults({ records: [{ a: 1 }, { b: 'x' }] })).toEqual([]);
    const columns = [{ header: 'A', key: 'a/b', type: 'integer' as const }];
    expect(sheetFaults({ columns, records: [{ 'a/b': 1 }, {}, { 'a/b': 'one' }] })).toEqual([
      '/records/2/a~1b: "one" is not an integer',
    ]);
    expect(sheetFaults({ columns: [{ header: 'constructor', type: 'integer' }], records: [{ a: 1 }] })).toEqual([]);
  });

  test('CSV: open quotes, long rows, too much of everything, columns that are not there', () => {
    expect(sheetFaults({ csv: 'a,b\n1,"2\n3' })).toEqual(['/csv: the quote that begins in line 2 is not closed']);
    expect(sheetFaults({ csv: 'a,b\n"1\n1",2\n1,2,3\n' })).toEqual(['/csv: line 4 has 3 fields; the first line has 2']);
    expect(sheetFaults({ csv: '\n\n' })).toEqual(['/csv: has no line but empty ones']);
    expect(sheetFaults({ csv: ','.repeat(MAX_SHEET_COLUMNS) })).toEqual([expect.stringMatching(/columns; at most/)]);
    expect(sheetFaults({ csv: 'a\n'.repeat(MAX_SHEET_ROWS + 1) })).toEqual([expect.stringMatching(/rows; at most/)]);
    expect(sheetFaults({ csv: 'a;b\n1;2', columns: [{ header: 'B', key: 'b' }, { header: 'c' }] })).toEqual([
      '/columns/1/header: the CSV\'s first line has no "c"',
    ]);
  });
});

describe('values of a column', () => {
  const faults = (type: ColumnType, value: Scalar): string[] =>
    sheetFaults({ columns: [{ header: 'a', type }], rows: [[value]] });

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
    ['formula', '=B2*C2'],
    ['formula', null],
  ])('%s takes %j', (type, value) => {
    expect(faults(type, value)).toEqual([]);
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
    ['date', '2024-13-01'],
    ['date', '2024-00-10'],
    ['date', '2024-01-01T00:00:00Z'],
    ['date', 45000],
    ['datetime', '2024-01-01T00:00:00'],
    ['datetime', '2024-01-01T24:00:00Z'],
    ['datetime', '2024-04-31T00:00:00Z'],
    ['datetime', '2024-01-01'],
    ['boolean', 'true'],
    ['boolean', 1],
    ['formula', 5],
    ['formula', 'B2'],
  ])('%s refuses %j', (type, value) => {
    expect(faults(type, value)).toEqual([expect.stringMatching(/^\/rows\/0\/0: .* is not /)]);
  });

  test('a formula may name the sheets that there are, and no others', () => {
    const columns = [{ header: 'f', type: 'formula' as const }];
    const sheets = [
      { name: 'A b', columns, rows: [["='a B'!A1+C!B2"]] },
      { name: 'C', columns, rows: [['=D!A1']] },
    ];
    expect(faultsOf('spreadsheet', { sheets })).toEqual(['/sheets/1/rows/0/0: there is no sheet "D"']);
  });

  test('so many formulas that a request would have to wait for them', () => {
    const rows = Array.from({ length: 100_001 }, () => ['=1']);
    expect(sheetFaults({ columns: [{ header: 'f', type: 'formula' }], rows })).toEqual([
      '/columns/0/type: 100001 formulas; at most 100000',
    ]);
  });
});

test.each([
  [{ header: 'a', type: 'text', total: 'sum' }, '/columns/0/total: a column of the type text has no sum, only count'],
  [{ header: 'a', type: 'date', total: 'average' }, expect.stringMatching(/only min, max, count$/)],
  [{ header: 'a', currency: 'EUR' }, '/columns/0/currency: goes with the type currency only'],
  [{ header: 'a', type: 'currency', currency: 'XQX' }, expect.stringMatching(/"XQX" is not a currency/)],
  [{ header: 'a', type: 'date', decimals: 2 }, expect.stringMatching(/^\/columns\/0\/decimals: /)],
] as const)('a column that does not go with its type: %j', (column, fault) => {
  expect(sheetFaults({ columns: [column], rows: [] })).toEqual([fault]);
  expect(sheetFaults({ columns: [{ header: 'a', type: 'currency', currency: 'JPY', total: 'sum' }] })).toEqual([]);
});

test('an item of a Markdown list that goes on without end', () => {
  const faults = (markdown: string) => faultsOf('document', { markdown });
  const fault = expect.stringMatching(/^\/markdown: the item of a list in line 2 goes on for too long/);
  expect(faults(`\n- a\n${'  b\n'.repeat(6000)}`)).toEqual([fault]);
  expect(faults(`\n1. a\n\n   ${'b'.repeat(250_000)}`)).toEqual([fault]);
  expect(faults(`- a\n${'  - b\n'.repeat(8000)}\n${'text\n'.repeat(60_000)}`)).toEqual([]);
  expect(faults('- a\n'.repeat(100_000))).toEqual([]);
});

test('Markdown as deep as no text is', () => {
  expect(faultsOf('pdf', { markdown: `fine\n\n${'>'.repeat(201)} x` })).toEqual([
    '/markdown: lists or quotations are nested too deeply in line 3',
  ]);
  expect(faultsOf('pdf', { markdown: `${' '.repeat(300)}\n${'- '.repeat(100)}` })).toEqual([]);
});

test('margins that leave no room for text', () => {
  const margins = { left: 80, right: 40 };
  expect(faultsOf('pdf', { markdown: 'x', theme: { page: { size: 'A5', margins } } })).toEqual([
    '/theme/page/margins: the margins leave 28 mm for text; at least 40 across',
  ]);
  expect(
    faultsOf('pdf', { markdown: 'x', theme: { page: { size: 'A5', orientation: 'landscape', margins } } }),
  ).toEqual([]);
});

test('a language that is none', () => {
  expect(faultsOf('pdf', { markdown: 'x', metadata: { language: 'de-CH' } })).toEqual([]);
  expect(faultsOf('pdf', { markdown: 'x', metadata: { language: 'de-a' } })).toEqual([
    '/metadata/language: "de-a" is not a language tag (BCP 47)',
  ]);
});

test('values of templates that are too deep, too many, or have long names', () => {
  const faults = (values: Record<string, unknown>): string[] =>
    faultsOf('document', { template: { uploadId: ID, values } });
  let deep: unknown = 1;
  for (let depth = 0; depth < 11; depth += 1) deep = { a: deep };
  expect(faults({ fine: [{ a: 1 }] })).toEqual([]);
  expect(faults({ deep })).toEqual([expect.stringMatching(/more than 10 lists and objects/)]);
  expect(faults({ many: Array.from({ length: 200_001 }, () => 0) })).toEqual([
    expect.stringMatching(/more than 200000 values/),
  ]);
  expect(faults({ ['n'.repeat(201)]: 1 })).toEqual([expect.stringMatching(/at most 200 characters$/)]);
});

test('more files than are brought together for one document', () => {
  const blocks = Array.from({ length: 201 }, (_, at) => {
    const uploadId = ID.slice(0, -3) + String(at).padStart(3, '0');
    return { type: 'image' as const, alt: 'x', source: { uploadId } };
  });
  expect(faultsOf('pdf', { blocks })).toEqual([
    '/blocks/200/source/uploadId: at most 200 different files may be named',
  ]);
});

describe('exports and imports', () => {
  test('names of files that are there twice, headers that are properties, values that do not fit', () => {
    const jobs = { format: 'csv' as const, source: { type: 'jobs' as const } };
    const records = { type: 'records' as const, records: [{ a: 'x' }] };
    const files = [
      jobs,
      { ...jobs, format: 'ndjson' as const },
      { ...jobs, name: 'JOBS' },
      {
        format: 'ndjson' as const,
        source: records,
        columns: [{ header: 'a', type: 'integer' as const }, { header: 'a' }],
      },
    ];
    expect(faultsOf('data_export', { files })).toEqual([
      '/files/2/name: the same name as files/0',
      '/files/3/columns/1/header: the same as columns/0',
      '/files/3/source/records/0/a: "x" is not an integer',
    ]);
  });

  test('columns that are there twice, keys that are no columns', () => {
    expect(
      faultsOf('bulk_import', { uploadId: ID, columns: [{ header: 'a' }, { header: 'a' }], uniqueBy: ['a', 'b'] }),
    ).toEqual(['/columns/1/header: the same as columns/0', '/uniqueBy/1: no column has the header "b"']);
    expect(faultsOf('bulk_import', { uploadId: ID, uniqueBy: ['anything'] })).toEqual([]);
  });
});

test('no more faults are listed than help', () => {
  const rows = Array.from({ length: 1000 }, () => ['a', 'b']);
  expect(sheetFaults({ columns: [{ header: 'a' }], rows })).toHaveLength(MAX_FAULTS);
});

test('an input of 8 MiB is checked without the request waiting for it', () => {
  const columns = Array.from({ length: 10 }, (_, at) => ({ header: `c${at}`, type: 'datetime' as const }));
  const rows = Array.from({ length: 34_000 }, () => Array.from({ length: 10 }, () => '2012-01-01T10:00:00Z'));
  const before = process.cpuUsage();
  expect(sheetFaults({ columns, rows })).toEqual([]);
  // Processor time: the machine may be busy with other tests. About 80 ms are usual.
  expect(process.cpuUsage(before).user / 1000).toBeLessThan(1000);
});
