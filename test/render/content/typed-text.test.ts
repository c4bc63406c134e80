import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { inferTexts } from '../../../workers/render/content/inferred-texts.ts';
import { readDeclared } from '../../../workers/render/content/typed-text.ts';
import { inferValueType } from '../../../workers/render/content/typed-values.ts';

const plain = { decimalComma: false };
const comma = { decimalComma: true };

test.each([
  [['1', '-20', ' 3 ', ''], 'integer'],
  [['1', '2.5', '.5'], 'decimal'],
  [['1.5e3', '2'], 'decimal'],
  [['1e5', '2e6'], 'text'],
  [['007', '008'], 'text'],
  [['+41791234567'], 'text'],
  [['1234567890123456'], 'text'],
  [['1,234', '5'], 'integer'],
  [['1,234', '5.25', '1234567'], 'decimal'],
  [['1,23', '5'], 'text'],
  [['1,234,56'], 'text'],
  [['0,123'], 'text'],
  [["1'234", '1\u2019234.5'], 'decimal'],
  [['1 234', '1\u00a0234\u202f567'], 'integer'],
  [['1,234', "1'234"], 'text'],
  [['1.234,50'], 'text'],
  [['12%', '3.5 %'], 'percent'],
  [['12%', '3.5'], 'text'],
  [['$5', '-$1,234.50', '$-2', '($3.25)'], 'currency'],
  [['$5', '€5'], 'text'],
  [['$5', '5'], 'text'],
  [["CHF 1'200.00", 'CHF 5'], 'currency'],
  [['5 XYZ'], 'text'],
  [['ALL12', 'TOP100'], 'text'],
  [['$0.125'], 'text'],
  [['($-5)', '-$-5', '$5$'], 'text'],
  [['true', 'FALSE'], 'boolean'],
  [['1', '0'], 'integer'],
  [['2012-01-31', '2012-02-29'], 'date'],
  [['2012-01-31', '2013-02-29'], 'text'],
  [['15.03.2024', '1.4.2024'], 'date'],
  [['2024/03/15'], 'date'],
  [['3/15/2024', '1/2/2024'], 'date'],
  [['15/3/2024', '1/2/2024'], 'date'],
  [['15-03-2024'], 'date'],
  [['01/02/2012'], 'text'],
  [['5/5/2024'], 'date'],
  [['3/15/2024', '15/3/2024'], 'text'],
  [['3/15/24'], 'text'],
  [['2012-01-31 10:00', '2012-01-31T10:00:00Z'], 'datetime'],
  [['3/15/2024 10:00'], 'datetime'],
  [['3/15/2024 24:00'], 'text'],
  [['5', 'NaN', 'N/A', '-'], 'integer'],
  [['NaN', ''], 'text'],
  [['', null], 'text'],
  [[], 'text'],
])('the texts %j are %s', (texts, type) => {
  expect(inferTexts(texts, plain).type).toBe(type);
});

describe('where semicolons separate the fields', () => {
  test.each([
    [['3,14', '2,5', '7'], 'decimal'],
    [['1.234,50', '950,00'], 'decimal'],
    [['1.234', '1.234.567'], 'integer'],
    [["1'234.50", "1'000"], 'decimal'],
    [['1 234,50'], 'decimal'],
    [['12,00 €', '1.234,50 €'], 'currency'],
    [['1.5', '2.25'], 'decimal'],
    [['1.500', '2.250'], 'text'],
    [['1,500', '2,250'], 'decimal'],
  ])('the texts %j are %s', (texts, type) => {
    expect(inferTexts(texts, comma).type).toBe(type);
  });
});

describe('reading', () => {
  test.each([
    [['0.07'], 0.07],
    [['7%'], 0.07],
    [['0.57%'], 0.0057],
    [['True'], true],
    [['2012-01-31 10:00'], '2012-01-31T10:00:00Z'],
    [['1,234,567.5'], 1_234_567.5],
    [['15.3.2024'], '2024-03-15'],
    [['3/4/2024', '3/15/2024'], '2024-03-04'],
    [['3/4/2024', '15/4/2024'], '2024-04-03'],
    [['3/4/2024 8:15', '3/15/2024 08:15'], undefined],
    [['3/4/2024 08:15', '3/15/2024 08:15'], '2024-03-04T08:15:00Z'],
    [['($1,200.00)'], -1200],
    [['-$5'], -5],
    [['£ 0.99'], 0.99],
  ])('of %j the first is %j', (texts, value) => {
    const { type, read } = inferTexts(texts, plain);
    expect(type === 'text' ? undefined : read(texts[0] ?? '')).toBe(value);
  });

  test.each([
    [['3,14'], 3.14],
    [['12,5%'], 0.125],
    [['1.234,5'], 1234.5],
    [['1.234,50 EUR'], 1234.5],
  ])('of %j, with a decimal comma, the first is %j', (texts, value) => {
    expect(inferTexts(texts, comma).read(texts[0] ?? '')).toBe(value);
  });

  test.each([
    ['$5', 'USD'],
    ['5 €', 'EUR'],
    ['CHF 5', 'CHF'],
  ])('%j is of the currency %s', (text, currency) => {
    expect(inferTexts([text], plain)).toMatchObject({ type: 'currency', currency });
  });

  test.each([
    ['007', 'integer', 7],
    ['+5', 'integer', 5],
    ['1,234', 'integer', 1234],
    ['9007199254740993', 'integer', undefined],
    ['1e5', 'decimal', 100_000],
    ['1,234.50', 'currency', 1234.5],
    ['0.25', 'percent', 0.25],
    ['25%', 'percent', 0.25],
    ['1', 'boolean', true],
    ['yes', 'boolean', undefined],
    ['15.03.2024', 'date', '2024-03-15'],
    ['3/15/2024', 'date', '2024-03-15'],
    ['3/4/2024', 'date', undefined],
    [' 5 ', 'text', ' 5 '],
    ['Infinity', 'decimal', undefined],
    ['0x10', 'decimal', undefined],
    ['', 'decimal', undefined],
  ] as const)('%j said to be %s is %j', (text, type, value) => {
    expect(readDeclared(text, type, plain)).toBe(value);
  });

  test('every number as JavaScript writes it is read as that number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        expect(readDeclared(String(number), 'decimal', plain)).toBe(number + 0);
      }),
    );
    fc.assert(
      fc.property(fc.integer(), (number) => {
        const { type, read } = inferTexts([String(number)], plain);
        expect([type, read(String(number))]).toEqual(['integer', number]);
      }),
    );
  });

  test('what is written with its thousands apart is read as what it was', () => {
    const columns = fc.array(fc.integer({ min: -1e14, max: 1e14 }), { minLength: 1 });
    fc.assert(
      fc.property(columns, fc.constantFrom('en-US', 'de-CH', 'fr-FR'), (numbers, locale) => {
        const texts = numbers.map((number) => number.toLocaleString(locale));
        const { type, read } = inferTexts(texts, plain);
        expect([type, texts.map(read)]).toEqual(['integer', numbers]);
      }),
    );
  });
});

test.each([
  [[1, 2, null], 'integer'],
  [[1, 2.5], 'decimal'],
  [[true, false], 'boolean'],
  [['2012-01-31'], 'date'],
  [['2012-01-31T00:00:00Z'], 'datetime'],
  [['a', '2012-01-31'], 'text'],
  [['5'], 'text'],
  [['a', 1], undefined],
  [[null], 'text'],
] as const)('the values %j are %s', (values, type) => {
  expect(inferValueType(values)).toBe(type);
});
