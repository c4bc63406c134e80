import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createJwtChecker } from '../../src/access/jwt.ts';
import { rsaKey, startIssuer, type Issuer } from './issuer.ts';

let own: Issuer;

beforeEach(async () => {
  own = await startIssuer();
});
afterEach(async () => {
  jest.restoreAllMocks();
  await own.close();
});

describe('the keys of the issuer', () => {
  test('are fetched once; a thousand unknown key ids make no further fetch for 30 s', async () => {
    const checkOwn = createJwtChecker(own.rules, () => {});
    const unknown = await own.token({}, { kid: 'unknown' });
    await Promise.all(Array.from({ length: 1_000 }, () => checkOwn(unknown)));
    expect(await checkOwn(await own.token())).toHaveProperty('principal');
    expect(own.fetches()).toBe(1);
    advanceClock(31_000);
    for (let times = 0; times < 100; times += 1) await checkOwn(unknown);
    expect(own.fetches()).toBe(2);
    own.setDown(true);
    advanceClock(62_000);
    for (let times = 0; times < 100; times += 1) await checkOwn(unknown);
    expect(own.fetches()).toBe(3);
  });

  test('serve on while the issuer is down, for a day', async () => {
    const seen: unknown[] = [];
    const checkOwn = createJwtChecker(own.rules, (error) => seen.push(error));
    const token = await own.token();
    expect(await checkOwn(token)).toHaveProperty('principal');
    own.setDown(true);
    advanceClock(3_600_000);
    expect(await checkOwn(token)).toHaveProperty('principal');
    expect(seen).toHaveLength(1);
    advanceClock(80_000_000);
    expect(await checkOwn(token)).toHaveProperty('principal');
    advanceClock(86_500_000);
    await expect(checkOwn(token)).rejects.toMatchObject({ code: 'unavailable', retryAfterSeconds: 2 });
  });

  test('that were never had are no reason to refuse: the token may be good', async () => {
    own.setDown(true);
    const checkOwn = createJwtChecker(own.rules, () => {});
    const token = await own.token();
    await expect(checkOwn(token)).rejects.toMatchObject({ code: 'unavailable' });
    own.setDown(false);
    advanceClock(3_000);
    expect(await checkOwn(token)).toHaveProperty('principal');
  });

  test('rotate: the old one is good while it is published, the new one at once', async () => {
    const checkOwn = createJwtChecker(own.rules, () => {});
    const next = rsaKey('second');
    const oldToken = await own.token();
    const newToken = await own.token({}, {}, next);
    expect(await checkOwn(oldToken)).toHaveProperty('principal');
    await own.publish([own.key, next]);
    advanceClock(31_000);
    expect(await checkOwn(newToken)).toHaveProperty('principal');
    expect(await checkOwn(oldToken)).toHaveProperty('principal');
    await own.publish([next]);
    advanceClock(700_000);
    expect(await checkOwn(oldToken)).toHaveProperty('refused');
    expect(await checkOwn(newToken)).toHaveProperty('principal');
  });
});

/** Of what is cached, not of the tokens: their times are read with `new Date()`. */
function advanceClock(milliseconds: number): void {
  jest.restoreAllMocks();
  const real = { date: Date.now, performance: performance.now.bind(performance) };
  jest.spyOn(Date, 'now').mockImplementation(() => real.date() + milliseconds);
  jest.spyOn(performance, 'now').mockImplementation(() => real.performance() + milliseconds);
}
