import { expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { csvShape } from '../../../src/documents/csv-shape.ts';
import { csvRecords } from '../../../workers/render/content/sources/csv-records.ts';

async function read(pieces: string[]): Promise<string[][]> {
  return (await Array.fromAsync(csvRecords(pieces, ',', 'x'))).flat().map(({ fields }) => fields);
}

const OPTIONS = {
  bom: true,
  relax_column_count: true,
  relax_quotes: true,
  skip_empty_lines: true,
  record_delimiter: ['\r\n', '\n', '\r'],
};

test('fields, quotes and line ends', async () => {
  expect(await read(['\uFEFFa,"b ""x"", \n y",\r\n\r\n5" pipe,"q"z\r1'])).toEqual([
    ['a', 'b "x", \n y', ''],
    ['5" pipe', 'qz'],
    ['1'],
  ]);
});

test('lines are counted through quotes', async () => {
  const records = (await Array.fromAsync(csvRecords(['a\n\n"b\n\nc"\nd'], ',', 'x'))).flat();
  expect(records.map(({ line }) => line)).toEqual([1, 3, 6]);
  const cut = (await Array.fromAsync(csvRecords(['a\r', '\nb'], ',', 'x'))).flat();
  expect(cut.map(({ line }) => line)).toEqual([1, 2]);
  await expect(read(['a\n"b\n"c\n"d'])).rejects.toThrow('x: a quote is not closed (line 4)');
});

test('however the text is cut into pieces, it is what another parser reads, and what the check counts', async () => {
  const piece = fc.constantFrom('a', '1', ',', ',', '"', '""', '","', '\n', '\r\n', '\r', ' ', 'x"y');
  const text = fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join(''));
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.nat(30), { maxLength: 4 }), async (below, cuts) => {
      const whole = `h,i\n${below}`;
      const places = [0, ...cuts.toSorted((a, b) => a - b), whole.length];
      const pieces = places.slice(1).map((to, at) => whole.slice(places[at], to));
      const { openQuote, rows } = csvShape(whole);
      if (openQuote !== null) return expect(read(pieces)).rejects.toThrow(/not closed/);
      const found = await read(pieces);
      expect(found.length).toBe(rows + 1);
      // The other parser keeps the quotes of a field in which something follows the closing one.
      const isPlain = !/"[^",\r\n]+|[^",\r\n]+"/.test(below);
      if (isPlain) expect(found).toEqual(parse(whole, OPTIONS));
      else expect(found.map(({ length }) => length)).toEqual(parse(whole, OPTIONS).map(({ length }) => length));
    }),
    { numRuns: 2000 },
  );
});
