import { describe, expect, test } from '@jest/globals';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import type { DataReference, Records, RowsInput } from '../../../src/documents/model.ts';
import { readTable } from '../../../workers/render/content/read-table.ts';
import type { SpooledFile } from '../../../workers/render/read-input.ts';
import { ID } from '../../documents/some-inputs.ts';
import { allRows, someReading, spooled } from './reading-input.ts';

/** Headers with types, rows, and warnings of a table. */
async function read(input: RowsInput, files: Record<string, SpooledFile> = {}, format: 'xlsx' | 'pdf' = 'xlsx') {
  const { reading, warnings } = someReading(format, files);
  const table = await readTable(input, '/sheets/0', reading);
  const rows = await allRows(table);
  expect(await allRows(table)).toEqual(rows);
  expect(table.sample).toEqual(rows.slice(0, 200));
  const columns = table.columns.map(({ header, type }) => (type ? `${header}: ${type}` : header));
  return { columns, rows, rowCount: table.rowCount, warnings: warnings.map(({ detail }) => detail), table };
}

function readFile(
  name: string,
  content: string | Uint8Array,
  more: Partial<DataReference> = {},
  input: RowsInput = {},
) {
  return read({ from: { uploadId: ID, ...more }, ...input }, spooled(name, content));
}

describe('what is sent along', () => {
  test('rows speak for themselves; short ones end in empty cells', async () => {
    const { columns, rows, rowCount } = await read({
      columns: [{ header: 'a' }, { header: 'b', type: 'date' }, { header: 'a' }],
      rows: [[1, '2026-01-01', 'x'], ['=1'], []],
    });
    expect(columns).toEqual(['a', 'b: date', 'a']);
    expect(rows).toEqual([
      [1, '2026-01-01', 'x'],
      ['=1', null, null],
      [null, null, null],
    ]);
    expect(rowCount).toBe(3);
  });

  test('records with different keys: all of them, as they appear', async () => {
    const records: Records = [{ a: 1, b: 'x' }, { c: true, a: 2 }, {}];
    const { columns, rows } = await read({ records });
    expect(columns).toEqual(['a: integer', 'b: text', 'c: boolean']);
    expect(rows).toEqual([
      [1, 'x', null],
      [2, null, true],
      [null, null, null],
    ]);
  });

  test('columns choose, order and type what is there', async () => {
    const columns = [{ header: 'Second', key: 'b' }, { header: 'a', type: 'percent' as const }, { header: 'toString' }];
    const { columns: found, rows } = await read({ columns, records: [{ a: 0.5, b: 'x', c: 1 }] });
    expect(found).toEqual(['Second: text', 'a: percent', 'toString: text']);
    expect(rows).toEqual([['x', 0.5, null]]);
  });

  test('CSV, with types found out', async () => {
    const csv = 'id;name;share;when;n\r\n007;"a; ""b""";12%;2026-01-01;3,5\r\n\r\n008;c;5%;;4';
    const { columns, rows } = await read({ csv });
    expect(columns).toEqual(['id: text', 'name: text', 'share: percent', 'when: date', 'n: decimal']);
    expect(rows).toEqual([
      ['007', 'a; "b"', 0.12, '2026-01-01', 3.5],
      ['008', 'c', 0.05, null, 4],
    ]);
  });

  test('CSV without names, with the same twice, and with columns that say their types', async () => {
    expect((await read({ csv: 'a,,a\n1,2,3' })).columns).toEqual(['a: integer', 'Column 2: integer', 'a: integer']);
    expect((await read({ csv: 'a,,a\n1,2,3' })).rows).toEqual([[1, 2, 3]]);
    const typed = await read({ csv: 'a,b\n1,2', columns: [{ header: 'B', key: 'b', type: 'text' }] });
    expect(typed.rows).toEqual([['2']]);
  });

  test('the looks of numbers follow the first rows', async () => {
    const csv = 'Year,Order no,Amount,Exact\n2020,10248,1.5,0.123456789\n2021,10249,2,1';
    const { table } = await read({ csv });
    expect(table.columns.map(({ ungrouped, leastDecimals, align }) => [ungrouped, leastDecimals, align])).toEqual([
      [true, 0, 'right'],
      [true, 0, 'right'],
      [false, 1, 'right'],
      [false, 0, 'right'],
    ]);
  });
});

describe('values that do not fit', () => {
  const misfits = Array.from({ length: 5 }, (_, at) => `x${at}`);
  const csv = `n\n${'1\n'.repeat(1000)}${misfits.join('\n')}`;

  test('a type that was found out: they are text, with a few warnings', async () => {
    const { columns, rows, warnings } = await read({ csv });
    expect(columns).toEqual(['n: integer']);
    expect(rows.slice(999)).toEqual([[1], ...misfits.map((text) => [text])]);
    expect(warnings).toEqual([
      'the CSV: row 1001 has "x0" in the column "n" of type integer.',
      'the CSV: row 1002 has "x1" in the column "n" of type integer.',
      'the CSV: row 1003 has "x2" in the column "n" of type integer.',
      'the CSV: 2 more cells do not fit the types of their columns and are text.',
    ]);
  });

  test('a type that was said: the data is not what it was said to be', async () => {
    await expect(read({ csv, columns: [{ header: 'n', type: 'integer' }] })).rejects.toMatchObject({
      name: 'InvalidData',
      message: 'the CSV: row 1001 has "x0" in the column "n", which is not of the type integer',
    });
  });

  test('NaN among numbers stays visible', async () => {
    const { columns, rows, warnings } = await read({ csv: 'n\n1\nNaN' });
    expect([columns, rows]).toEqual([['n: integer'], [[1], ['NaN']]]);
    expect(warnings).toHaveLength(1);
  });

  test('a formula that was said to be one must be one', async () => {
    const columns = [{ header: 'f', type: 'formula' as const }];
    expect((await read({ csv: 'f\n=A1+1', columns })).rows).toEqual([['=A1+1']]);
    await expect(read({ csv: 'f\n=WEBSERVICE("x")', columns })).rejects.toMatchObject({ name: 'InvalidData' });
    const { warnings } = await read({ columns, rows: [['=A1']] }, {}, 'pdf');
    expect(warnings).toEqual(['The formulas of the column "f" are shown as text: only a spreadsheet computes.']);
  });
});

describe('files', () => {
  test.each([
    ['a.csv', '\uFEFFa,b\r\n1,x\r\n'],
    ['a.csv', Buffer.from('\uFEFFa,b\n1,x', 'utf16le')],
    ['a.csv', Buffer.from('\uFEFFa,b\n1,x', 'utf16le').swap16()],
    ['a.tsv', 'a\tb\n1\tx'],
    ['a.txt', 'a|b\n1|x'],
    ['a.ndjson', '{"a":1}\n\n{"b":"x"}\r\n'],
    ['a.jsonl', '["a","b"]\n[1,"x"]'],
    ['unnamed', '{"a":1,"b":"x"}\n'],
  ])('%s %j', async (name, content) => {
    const { columns, rows } = await readFile(name, content);
    expect(columns).toEqual(['a: integer', 'b: text']);
    expect(rows.flat().filter((cell) => cell !== null)).toEqual([1, 'x']);
  });

  test('text in the letters of the world, also where pieces of the file end', async () => {
    const name = 'Größe 大小 الحجم 😀'.repeat(100);
    const { rows } = await readFile('a.csv', `a\n${`${name}\n`.repeat(300)}`);
    expect(rows).toHaveLength(300);
    expect(rows.every(([cell]) => cell === name)).toBe(true);
  });

  test('what is inside of a value stays readable, control characters do not', async () => {
    const { rows } = await readFile('a.ndjson', '{"a":{"b":[1]},"c":"x\\u0001y"}');
    expect(rows).toEqual([['{"b":[1]}', 'x\uFFFDy']]);
  });

  test('a data set has its types', async () => {
    const columns = [
      { header: 'id', type: 'text' as const },
      { header: 'n', type: 'decimal' as const },
    ];
    const files = spooled('set.ndjson', '["id","n"]\n["1",2]\n["2",null]', { columns });
    const { columns: found, rows } = await read({ from: { uploadId: ID } }, files);
    expect(found).toEqual(['id: text', 'n: decimal']);
    expect(rows).toEqual([
      ['1', 2],
      ['2', null],
    ]);
  });

  test.each([
    ['a.csv', Buffer.from([97, 10, 0xe4, 10]), 'a.csv is not text in UTF-8; save it as UTF-8'],
    ['a.png', Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1'), 'a.png is neither text nor a workbook (.xlsx)'],
    ['a.csv', '', 'a.csv is empty'],
    ['a.csv', 'a,b\n1,2\n1,2,3', 'a.csv: the row that begins in line 3 has 3 fields; the first line has 2'],
    ['a.csv', 'a\n"open', 'a.csv: a quote is not closed (line 2)'],
    ['a.csv', ','.repeat(20_000), 'a.csv has 20001 columns; at most 16384'],
    ['a.ndjson', '{"a":1}\n{a:1}', 'a.ndjson: line 2 is not JSON'],
    ['a.ndjson', '{"a":1}\n[1]', 'a.ndjson: line 2 is no object, unlike the first'],
    ['a.ndjson', '["a"]\n[1,2]', 'a.ndjson: line 2 has 2 values; the first has 1'],
    ['a.ndjson', '5', 'a.ndjson: line 1 is neither an object nor a list'],
    ['a.ndjson', '{}', 'a.ndjson is empty'],
    ['a.xlsx', 'PK\u0003\u0004 and nonsense', expect.stringMatching(/^a\.xlsx: /)],
  ])('%s %j is refused with a sentence', async (name, content, message) => {
    await expect(readFile(name, content)).rejects.toMatchObject({ name: 'InvalidData', message });
  });

  test('a column that the file does not have', async () => {
    await expect(readFile('a.csv', 'a\n1', {}, { columns: [{ header: 'b' }] })).rejects.toMatchObject({
      message: 'a.csv has no column "b"',
    });
  });

  test('a file that is taken away while nobody looks', async () => {
    await expect(read({ from: { uploadId: ID } })).rejects.toMatchObject({ name: 'InvalidData' });
  });
});

test('a reader that stops early leaves nothing open, and may begin again', async () => {
  const { reading } = someReading('xlsx', spooled('a.csv', `a\n${'1\n'.repeat(100_000)}`));
  const table = await readTable({ from: { uploadId: ID } }, '', reading);
  for await (const row of table.rows()) {
    expect(row).toEqual([1]);
    break;
  }
  expect(await allRows(table)).toHaveLength(100_000);
});

test('what a program writes as CSV is read as it was', async () => {
  const field = fc.string({ unit: fc.constantFrom('a', '1', ',', '"', '\n', ';', ' ', 'é', '\t') });
  const table = fc.array(fc.tuple(field, field), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(table, fc.constantFrom('\n', '\r\n'), fc.boolean(), async (rows, lineEnd, bom) => {
      // With Windows line ends it would leave a lone line feed without quotes.
      const record_delimiter = lineEnd === '\n' ? 'unix' : 'windows';
      const csv = stringify([['k1', 'k2'], ...rows], { record_delimiter, bom, quoted: lineEnd !== '\n' });
      const columns = [
        { header: 'k1', type: 'text' as const },
        { header: 'k2', type: 'text' as const },
      ];
      const expected = rows.map((row) => row.map((cell) => (cell === '' ? null : cell)));
      expect((await read({ csv, columns })).rows).toEqual(expected);
    }),
    { numRuns: 100 },
  );
});
