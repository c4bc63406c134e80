import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { revokeApiKey } from '../../src/access/api-key-store.ts';
import { createApiKey } from '../../src/access/api-keys.ts';
import { checkStreamToken, createStreamToken } from '../../src/access/stream-tokens.ts';
import { withDatabase } from './with-database.ts';

const db = withDatabase();
const VIEW = { tenant: 'acme', userId: 'ada', sessionId: 'chat', jobIds: [randomUUID()] };

test('a stream token sees what it was made for, may only read, and is stored without its text', async () => {
  const { token, expiresAt } = await createStreamToken(db.pool, VIEW, 900);
  expect(token).toMatch(/^prst_[\w-]{43}$/);
  expect(Math.abs(expiresAt.getTime() - Date.now() - 900_000)).toBeLessThan(10_000);
  const verdict = await checkStreamToken(db.pool, token);
  expect(verdict).toEqual({
    principal: {
      via: 'stream-token',
      id: expect.stringMatching(/^[0-9a-f]{12}$/),
      ...VIEW,
      scopes: new Set(['jobs:read', 'events:read', 'artifacts:read']),
    },
  });
  const stored = JSON.stringify(await db.pool.query('select * from pressroom.stream_tokens'));
  expect(stored).not.toContain(token.slice('prst_'.length));
});

test('one that has expired, is unknown or malformed is refused', async () => {
  const { token } = await createStreamToken(db.pool, VIEW, 900);
  const { token: other } = await createStreamToken(db.pool, VIEW, 900);
  await db.pool.query('update pressroom.stream_tokens set expires_at = pressroom.clock()');
  const unknown = `prst_${'A'.repeat(43)}`;
  for (const text of [
    token,
    other,
    unknown,
    '',
    'prst_',
    `${token}A`,
    ` ${token}`,
    token.toUpperCase(),
    `${token}\0`,
  ]) {
    expect(await checkStreamToken(db.pool, text)).toEqual({ refused: expect.any(String) });
  }
});

test('a token ends with the API key that it was made with', async () => {
  const request = { name: 'ci', scopes: ['events:read' as const], tenant: 'acme', userId: null, expiresInDays: null };
  const { id } = (await createApiKey(db.pool, request)).record;
  const { token } = await createStreamToken(db.pool, VIEW, 900, id);
  expect(await checkStreamToken(db.pool, token)).toMatchObject({ principal: { tenant: 'acme' } });
  await revokeApiKey(db.pool, id);
  expect(await checkStreamToken(db.pool, token)).toEqual({ refused: expect.any(String) });
});
