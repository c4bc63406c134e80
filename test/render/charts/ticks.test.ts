import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { niceScale } from '../../../workers/render/charts/ticks.ts';

function shown(values: number[], withZero = false): string[] {
  const { ticks, format } = niceScale(values, withZero, 5);
  return ticks.map((tick) => format(tick));
}

test('ticks are round numbers with no more digits than they need', () => {
  expect(shown([3, 97])).toEqual(['0', '20', '40', '60', '80', '100']);
  expect(shown([0.1, 0.42])).toEqual(['0.0', '0.1', '0.2', '0.3', '0.4', '0.5']);
  expect(shown([-5, 12], true)).toEqual(['-5', '0', '5', '10', '15']);
  expect(shown([0, 2_300_000])).toEqual(['0', '500K', '1M', '1.5M', '2M', '2.5M']);
});

test('values far from zero have an axis of their own, unless lengths are compared', () => {
  expect(shown([990, 1010])[0]).toBe('990');
  expect(shown([990, 1010], true)[0]).toBe('0');
});

test('nothing, one value and equal values have a scale too', () => {
  expect(shown([])).toEqual(['0.0', '0.2', '0.4', '0.6', '0.8', '1.0']);
  expect(niceScale([7], false, 5).at(7)).toBeGreaterThan(0);
  expect(niceScale([0, 0], true, 5).ticks.length).toBeGreaterThan(1);
});

test('every value has its place between the ends', () => {
  const value = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e18, max: 1e18 });
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 20 }), fc.boolean(), (values, withZero) => {
      const { ticks, at } = niceScale(values, withZero, 5);
      expect(ticks.length).toBeGreaterThan(1);
      expect(ticks.length).toBeLessThan(16);
      expect(new Set(ticks).size).toBe(ticks.length);
      for (const one of values) {
        expect(at(one)).toBeGreaterThanOrEqual(-1e-6);
        expect(at(one)).toBeLessThanOrEqual(1 + 1e-6);
      }
    }),
  );
});
