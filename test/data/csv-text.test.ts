import { expect, test } from '@jest/globals';
import { csvText } from '../../workers/data/csv-text.ts';

test.each(['=HYPERLINK("x")', '+1+1', '-cmd', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1', '＋1', '－1', '＠x'])(
  '%j gets an apostrophe before it, unless formulas are wanted',
  (text) => {
    expect(valueIn(csvText([[text, 'b']], true))).toBe(`'${text}`);
    expect(valueIn(csvText([[text, 'b']], false))).toBe(text);
  },
);

test.each(['-5', '+1.5', '-1e9', 'a=1', ''])('%j is as it was', (text) => {
  expect(valueIn(csvText([[text, 'b']], true))).toBe(text);
});

/** What a reader has for the first value of a line whose second is b. */
function valueIn(line: string): string {
  const field = line.replace(/,b\r\n$/, '');
  return field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field;
}
