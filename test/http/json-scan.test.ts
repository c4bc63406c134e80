import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { scanJson } from '../../src/http/json-scan.ts';

const MAX_DEPTH = 32;

describe('what is JSON, and comes back as it was sent, passes', () => {
  test('whatever JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 8, noUnicodeString: false }), fc.nat(3), (text, indent) => {
        const written = JSON.stringify(JSON.parse(text), null, indent).replaceAll('\\u0000', ' ');
        fc.pre(!text.includes('__proto__') && !/\\u(d[89a-f])/i.test(written));
        expect(scanJson(written, MAX_DEPTH)).toEqual({ kind: 'ok' });
      }),
    );
  });

  test('every double as JavaScript writes it, also with 17 digits', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        expect(scanJson(JSON.stringify([number]), MAX_DEPTH)).toEqual({ kind: 'ok' });
        if (Math.abs(number) > 1e-300 && Math.abs(number) < 1) {
          expect(scanJson(`[${number.toPrecision(17)}]`, MAX_DEPTH)).toEqual({ kind: 'ok' });
        }
      }),
    );
  });
});

test('a text that JSON.parse refuses never passes both', () => {
  const pieces = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '"\\u0041"',
    '1',
    '-',
    '1e5',
    '.',
    'true',
    'null',
    ' ',
    '"',
    '\\',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      const text = parts.join('');
      const scan = scanJson(text, MAX_DEPTH);
      if (scan.kind === 'broken') expect(() => JSON.parse(text)).toThrow(SyntaxError);
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  ['9007199254740993', false],
  ['9007199254740992', true],
  ['18446744073709551616', false],
  ['100000000000000000000', true],
  ['1.0000000000000000000000', true],
  ['0.1234567890123456', true],
  ['0.123456789012345678', false],
  ['1e308', true],
  ['1e309', false],
  ['-1e-400', false],
  ['4.9e-324', false],
  ['5e-324', true],
  ['0e999', true],
  ['-0', true],
  [`0.${'1'.repeat(2_000)}`, false],
])('%.30s', (number, survives) => {
  expect(scanJson(`{"n":${number}}`, MAX_DEPTH).kind).toBe(survives ? 'ok' : 'faulty');
});

test('many keys are compared as well as few', () => {
  const object = (count: number): string =>
    `{${Array.from({ length: count }, (_, n) => `"k${n}":0`).join()},"k${count - 1}":1}`;
  for (const count of [1, 15, 16, 17, 18, 5_000]) {
    expect(scanJson(object(count), MAX_DEPTH)).toEqual({
      kind: 'faulty',
      faults: [{ pointer: `/k${count - 1}`, detail: 'must be given only once' }],
    });
  }
});

test('faults are told up to twenty, each place once', () => {
  const scan = scanJson(`["\\u0000\\u0000",${Array.from({ length: 50 }, () => '"\\ud800"').join()}]`, MAX_DEPTH);
  expect(scan).toMatchObject({ kind: 'faulty' });
  if (scan.kind === 'faulty')
    expect(scan.faults.map(({ pointer }) => pointer)).toEqual(Array.from({ length: 20 }, (_, n) => `/${n}`));
});
