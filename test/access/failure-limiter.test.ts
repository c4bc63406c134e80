import { expect, test } from '@jest/globals';
import { createFailureLimiter } from '../../src/access/failure-limiter.ts';

const LIMIT = { failures: 3, windowSeconds: 60 };

test('an address has so many failures in a minute, and then is told how long to wait', () => {
  let now = 0;
  const limiter = createFailureLimiter(LIMIT, () => now);
  expect([1, 2, 3].map(() => limiter.fail('10.0.0.1'))).toEqual([null, null, null]);
  now = 20_000;
  expect(limiter.fail('10.0.0.1')).toBe(40);
  expect(limiter.fail('10.0.0.2')).toBeNull();
  now = 60_000;
  expect(limiter.fail('10.0.0.1')).toBeNull();
});

test.each([
  ['10.0.0.1', '::ffff:10.0.0.1', true],
  ['2001:db8::1', '2001:DB8:0:0:1:2:3:4', true],
  ['2001:db8:0:1::1', '2001:db8:0:2::1', false],
  ['::1', '::2', true],
  ['10.0.0.1', '10.0.0.2', false],
])('%s and %s count as one: %p', (one, other, same) => {
  const limiter = createFailureLimiter({ failures: 1, windowSeconds: 60 }, () => 0);
  limiter.fail(one);
  expect(limiter.fail(other) !== null).toBe(same);
});

test('so many addresses that the memory would not hold them push out the oldest', () => {
  const limiter = createFailureLimiter({ failures: 1, windowSeconds: 60 }, () => 0);
  limiter.fail('first');
  for (let address = 0; address < 9_999; address += 1) limiter.fail(`address ${address}`);
  expect(limiter.fail('first')).toBe(60);
  limiter.fail('one more');
  expect(limiter.fail('first')).toBeNull();
});
