import { expect, test } from '@jest/globals';
import { restartBackoff } from '../../scripts/start/backoff.ts';

test('the delay doubles from 1 s to 30 s, and begins anew after a minute of life', () => {
  let now = 0;
  const next = restartBackoff(() => now);
  const afterLifeOf = (seconds: number): number => {
    now += seconds * 1000;
    const wait = next();
    now += wait * 1000;
    return wait;
  };
  expect([0, 0, 0, 0, 0, 0, 0].map(afterLifeOf)).toEqual([1, 2, 4, 8, 16, 30, 30]);
  expect([59, 61, 0].map(afterLifeOf)).toEqual([30, 1, 2]);
});
