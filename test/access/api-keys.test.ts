import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { createApiKeyChecker } from '../../src/access/api-key-checker.ts';
import { formatApiKey, newApiKey, parseApiKey } from '../../src/access/api-key-format.ts';
import { listApiKeys, revokeApiKey } from '../../src/access/api-key-store.ts';
import { apiKeyFaults, createApiKey, ensureFirstAdminKey, type ApiKeyRequest } from '../../src/access/api-keys.ts';
import type { Queryable } from '../../src/db/pool.ts';
import { withDatabase } from './with-database.ts';

const db = withDatabase();
const REQUEST: ApiKeyRequest = { name: 'ci', scopes: ['jobs:read'], tenant: 'acme', userId: null, expiresInDays: null };
const REFUSED = { refused: expect.any(String) };

afterEach(() => void jest.restoreAllMocks());

describe('the form of a key', () => {
  test('is taken apart as it was put together', () => {
    const parts = newApiKey();
    const key = formatApiKey(parts);
    expect(key).toMatch(/^prk_[0-9a-z]{8}_[0-9A-Za-z]{38}$/);
    expect(parseApiKey(key)).toEqual(parts);
    expect(newApiKey()).not.toEqual(parts);
  });

  test('has a checksum that sees every changed character', () => {
    const key = formatApiKey({ id: 'abcd1234', secret: 'A'.repeat(32) });
    for (let at = 0; at < key.length; at += 1) {
      const other = key[at] === 'b' ? 'c' : 'b';
      expect(parseApiKey(key.slice(0, at) + other + key.slice(at + 1))).toBeNull();
    }
  });

  test('is exact', () => {
    const key = formatApiKey(newApiKey());
    const others = [
      '',
      key.toUpperCase(),
      `${key} `,
      ` ${key}`,
      `${key}\n`,
      `${key}\0`,
      key.slice(0, -1),
      key + key.slice(4),
    ];
    for (const other of [...others, key.repeat(200)]) expect(parseApiKey(other)).toBeNull();
  });
});

describe('a key', () => {
  test('says tenant, user and scopes, and is stored without its secret', async () => {
    const { key, record } = await createApiKey(db.pool, {
      ...REQUEST,
      userId: 'ada',
      scopes: ['jobs:read', 'jobs:create'],
    });
    expect(await checker()(key)).toEqual({
      principal: {
        via: 'api-key',
        id: record.id,
        tenant: 'acme',
        userId: 'ada',
        sessionId: null,
        jobIds: null,
        scopes: new Set(['jobs:create', 'jobs:read']),
      },
    });
    const stored = JSON.stringify(await db.pool.query('select * from pressroom.api_keys where id = $1', [record.id]));
    expect(stored).not.toContain(parseApiKey(key)!.secret);
  });

  test('with another secret, of another id, or malformed is refused; the malformed one without the database', async () => {
    const { key, record } = await createApiKey(db.pool, REQUEST);
    const counted = countingQueries();
    const check = createApiKeyChecker(counted, fail);
    expect(await check(formatApiKey({ id: record.id, secret: newApiKey().secret }))).toEqual(REFUSED);
    expect(await check(formatApiKey({ id: 'zzzzzzzz', secret: parseApiKey(key)!.secret }))).toEqual(REFUSED);
    expect(counted.queries).toBe(2);
    expect(await check(`${key}x`)).toEqual(REFUSED);
    expect(counted.queries).toBe(2);
  });

  test('is looked up for each bad try, whether its id exists or not, so that both take the same time', async () => {
    const { key, record } = await createApiKey(db.pool, REQUEST);
    const counted = countingQueries();
    const check = createApiKeyChecker(counted, fail);
    await check(key);
    const before = counted.queries;
    const { secret } = newApiKey();
    for (const id of [record.id, record.id, 'zzzzzzzz', 'zzzzzzzz']) await check(formatApiKey({ id, secret }));
    expect(counted.queries - before).toBe(4);
  });

  test('is refused once it has expired', async () => {
    const { key, record } = await createApiKey(db.pool, { ...REQUEST, expiresInDays: 90 });
    expect(record.expiresAt!.getTime() - record.createdAt.getTime()).toBe(90 * 86_400_000);
    const check = checker();
    expect(await check(key)).toHaveProperty('principal');
    await expire(record.id, '1 second');
    expect(await checker()(key)).toEqual(REFUSED);
  });

  test('is not remembered beyond its end', async () => {
    const { key, record } = await createApiKey(db.pool, { ...REQUEST, expiresInDays: 1 });
    await expire(record.id, '-2 seconds');
    const check = checker();
    expect(await check(key)).toHaveProperty('principal');
    await expire(record.id, '1 second');
    advanceClock(2_500);
    expect(await check(key)).toEqual(REFUSED);
  });

  test('is refused within 5 s of its revocation where it was just used, elsewhere at once', async () => {
    const { key, record } = await createApiKey(db.pool, REQUEST);
    const counted = countingQueries();
    const check = createApiKeyChecker(counted, fail);
    expect(await check(key)).toHaveProperty('principal');
    expect(await revokeApiKey(db.pool, record.id)).toMatchObject({ id: record.id, revokedAt: expect.any(Date) });
    expect(await checker()(key)).toEqual(REFUSED);
    const before = counted.queries;
    expect(await check(key)).toHaveProperty('principal');
    expect(counted.queries).toBe(before);
    advanceClock(5_000);
    expect(await check(key)).toEqual(REFUSED);
  });

  test('asked for by many at once is looked up once', async () => {
    const { key } = await createApiKey(db.pool, REQUEST);
    const counted = countingQueries();
    const check = createApiKeyChecker(counted, fail);
    await Promise.all(Array.from({ length: 50 }, () => check(key)));
    // The look-up, and the note that it is in use.
    expect(counted.queries).toBeLessThanOrEqual(2);
  });

  test('is not forgotten because somebody tries many bad ones', async () => {
    const { key } = await createApiKey(db.pool, REQUEST);
    const counted = countingQueries();
    const check = createApiKeyChecker(counted, fail);
    jest.spyOn(performance, 'now').mockReturnValue(0);
    await check(key);
    for (let times = 0; times < 1_001; times += 1) await check(formatApiKey(newApiKey()));
    const before = counted.queries;
    expect(await check(key)).toHaveProperty('principal');
    expect(counted.queries).toBe(before);
  });

  test('is not refused for good when the database failed once', async () => {
    const { key } = await createApiKey(db.pool, REQUEST);
    let down = true;
    const flaky: Queryable = {
      ...db.pool,
      query: (text, values) => (down ? Promise.reject(new Error('down')) : db.pool.query(text, values)),
    };
    const check = createApiKeyChecker(flaky, () => {});
    await expect(check(key)).rejects.toThrow('down');
    down = false;
    expect(await check(key)).toHaveProperty('principal');
  });

  test('has its use noted, once a minute, without being waited for', async () => {
    const { key, record } = await createApiKey(db.pool, REQUEST);
    const notes: Promise<unknown>[] = [];
    const watching: Queryable = {
      ...db.pool,
      query: <Row extends object>(text: string, values?: unknown[]) => {
        const answer = db.pool.query<Row>(text, values);
        if (text.includes('set last_used_at')) notes.push(answer);
        return answer;
      },
    };
    for (const expected of [1, 1]) {
      await createApiKeyChecker(watching, fail)(key);
      await Promise.all(notes);
      expect(notes).toHaveLength(expected);
    }
    const [listed] = (await listApiKeys(db.pool)).filter(({ id }) => id === record.id);
    expect(listed!.lastUsedAt!.getTime()).toBeGreaterThanOrEqual(record.createdAt.getTime());
    await db.pool.query(
      `update pressroom.api_keys set last_used_at = last_used_at - interval '61 seconds' where id = $1`,
      [record.id],
    );
    await createApiKeyChecker(watching, fail)(key);
    expect(notes).toHaveLength(2);
    await Promise.all(notes);
  });
});

describe('making a key', () => {
  test.each<[string, Partial<ApiKeyRequest>]>([
    ['no name', { name: ' ' }],
    ['a long name', { name: 'x'.repeat(101) }],
    ['a name with a line break', { name: 'a\nb' }],
    ['no scope', { scopes: [] }],
    ['an unknown scope', { scopes: ['everything' as 'admin'] }],
    ['an empty tenant', { tenant: '' }],
    ['a tenant with NUL', { tenant: 'a\0' }],
    ['an empty user', { userId: '' }],
    ['no days', { expiresInDays: 0 }],
    ['half a day', { expiresInDays: 0.5 }],
    ['days that are no number', { expiresInDays: Number.NaN }],
  ])('is refused with %s', async (_name, changed) => {
    expect(apiKeyFaults({ ...REQUEST, ...changed })).toHaveLength(1);
    await expect(createApiKey(db.pool, { ...REQUEST, ...changed })).rejects.toThrow();
  });

  test('of an unknown id cannot be undone', async () => {
    expect(await revokeApiKey(db.pool, 'zzzzzzzz')).toBeNull();
  });

  test('the first admin key is made once, by whichever of several processes comes first', async () => {
    await db.pool.query('delete from pressroom.api_keys');
    const blocker = await db.pool.connect();
    await blocker.query('begin; lock table pressroom.api_keys in share mode'); // reads pass, writes wait
    const making = Promise.all(Array.from({ length: 3 }, () => ensureFirstAdminKey(db.pool)));
    await waitingConnections(3);
    await blocker.query('rollback');
    blocker.release();
    const made = await making;
    const keys = made.filter((key) => key !== null);
    expect(keys).toHaveLength(1);
    expect(await listApiKeys(db.pool)).toMatchObject([{ tenant: 'default', scopes: ['admin'], userId: null }]);
    expect(await checker()(keys[0]!)).toMatchObject({ principal: { tenant: 'default' } });
    expect(await ensureFirstAdminKey(db.pool)).toBeNull();
    await revokeApiKey(db.pool, parseApiKey(keys[0]!)!.id);
    expect(await ensureFirstAdminKey(db.pool)).not.toBeNull();
  });
});

function checker(): ReturnType<typeof createApiKeyChecker> {
  return createApiKeyChecker(db.pool, fail);
}

function fail(error: unknown): void {
  throw error;
}

function countingQueries(): Queryable & { queries: number } {
  const counting = {
    ...db.pool,
    queries: 0,
    query: <Row extends object>(text: string, values?: unknown[]): Promise<Row[]> => {
      counting.queries += 1;
      return db.pool.query<Row>(text, values);
    },
  };
  return counting;
}

/** Resolves when so many connections wait for a lock. */
async function waitingConnections(count: number): Promise<void> {
  const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  while ((await db.pool.query(waiting)).length < count) await new Promise((resolve) => setImmediate(resolve));
}

async function expire(id: string, ago: string): Promise<void> {
  await db.pool.query('update pressroom.api_keys set expires_at = pressroom.clock() - $2::interval where id = $1', [
    id,
    ago,
  ]);
}

/** Of this process, which remembers for a while; the database has a clock of its own. */
function advanceClock(milliseconds: number): void {
  const real = performance.now.bind(performance);
  jest.spyOn(performance, 'now').mockImplementation(() => real() + milliseconds);
}
