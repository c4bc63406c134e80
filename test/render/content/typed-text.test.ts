import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { inferTextType, readDeclared, readInferred } from '../../../workers/render/content/typed-text.ts';
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
  [['1,234', '5'], 'text'],
  [['12%', '3.5 %'], 'percent'],
  [['12%', '3.5'], 'text'],
  [['true', 'FALSE'], 'boolean'],
  [['1', '0'], 'integer'],
  [['2012-01-31', '2012-02-29'], 'date'],
  [['2012-01-31', '2013-02-29'], 'text'],
  [['01/02/2012'], 'text'],
  [['2012-01-31 10:00', '2012-01-31T10:00:00Z'], 'datetime'],
  [['5', 'NaN', 'N/A', '-'], 'integer'],
  [['NaN', ''], 'text'],
  [['', null], 'text'],
  [[], 'text'],
])('the texts %j are %s', (texts, type) => {
  expect(inferTextType(texts, plain)).toBe(type);
});

test('a decimal comma, where it does not separate the fields', () => {
  expect(inferTextType(['3,14', '2,5', '7'], comma)).toBe('decimal');
  expect(readInferred('3,14', 'decimal', comma)).toBe(3.14);
  expect(readInferred('12,5%', 'percent', comma)).toBe(0.125);
});

describe('reading', () => {
  test.each([
    ['0.07', 'decimal', 0.07],
    ['7%', 'percent', 0.07],
    ['0.57%', 'percent', 0.0057],
    ['True', 'boolean', true],
    ['2012-01-31 10:00', 'datetime', '2012-01-31T10:00:00Z'],
    ['x', 'integer', undefined],
  ] as const)('%j found out to be %s is %j', (text, type, value) => {
    expect(readInferred(text, type, plain)).toBe(value);
  });

  test.each([
    ['007', 'integer', 7],
    ['+5', 'integer', 5],
    ['9007199254740993', 'integer', undefined],
    ['1e5', 'decimal', 100_000],
    ['0.25', 'percent', 0.25],
    ['25%', 'percent', 0.25],
    ['1', 'boolean', true],
    ['yes', 'boolean', undefined],
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
        expect(inferTextType([String(number)], plain)).toBe('integer');
        expect(readInferred(String(number), 'integer', plain)).toBe(number);
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
