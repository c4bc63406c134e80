import { expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { csvDelimiter, csvHeader, csvShape } from '../../src/documents/csv-shape.ts';

test.each([
  ['a,b\n1,2', ','],
  ['a;b\n1,5;2,5', ';'],
  ['a\tb, c\n1\t2', '\t'],
  ['a|b\n1|2', '|'],
  ['"a;b;c",d\n1,2', ','],
  ['only one column\nwith, a comma', ','],
  ['', ','],
])('the delimiter of %j is %j', (text, delimiter) => {
  expect(csvDelimiter(text)).toBe(delimiter);
});

test('the header, with quotes and a byte order mark', () => {
  expect(csvHeader('\uFEFF\n"a ""x"", b",c,"line\nend"\r\n1,2,3')).toEqual(['a "x", b', 'c', 'line\nend']);
});

test('empty lines are no rows, a last line needs no end, every line end is one', () => {
  expect(csvShape('a,b\r\n\r\n1,2\r3,4\n5')).toEqual({ rows: 3, columns: 2, tooLong: null, openQuote: null });
});

test('what the quick look finds is what the parser finds', () => {
  const piece = fc.constantFrom('a', '1', ',', ',', '"', '""', '\n', '\r\n', ' ', '\uFEFF', 'x"y');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
      const text = `h,i\n${pieces.join('')}`;
      let records: string[][] | null = null;
      try {
        records = parse(text, {
          bom: true,
          relax_column_count: true,
          relax_quotes: true,
          skip_empty_lines: true,
          record_delimiter: ['\r\n', '\n', '\r'],
        });
      } catch {
        records = null;
      }
      const shape = csvShape(text);
      expect(shape.openQuote !== null).toBe(records === null);
      if (!records) return;
      expect(shape.rows).toBe(records.length - 1);
      expect(shape.tooLong?.fields ?? null).toBe(records.find(({ length }) => length > 2)?.length ?? null);
      expect(csvHeader(text)).toEqual(records[0]);
    }),
    { numRuns: 3000 },
  );
});
