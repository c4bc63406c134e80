import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createApiKey } from '../../../src/access/api-keys.ts';
import { parseApiKey } from '../../../src/access/api-key-format.ts';
import { startApi, type TestApi } from '../../helpers/api.ts';
import { call, finishNext, type Answer } from '../calls.ts';

let api: TestApi;
let tenantKey: string;
let adaKey: string;
let jobId: string;

beforeAll(async () => {
  api = await startApi({ config: { authRequired: true } });
  tenantKey = await newKey(null);
  adaKey = await newKey('ada');
  const body = { type: 'pdf', input: { markdown: '# x' }, userId: 'ada', sessionId: 'chat' };
  jobId = (await call(api, 'POST', '/api/jobs', { body, ...as(tenantKey) })).json.id;
});
afterAll(() => api.close());

describe('making a stream token', () => {
  test('says what it sees and until when, and is not to be kept', async () => {
    const answer = await make(tenantKey, { userId: 'ada', sessionId: 'chat', jobIds: [jobId.toUpperCase()] });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.json).toMatchObject({ userId: 'ada', sessionId: 'chat', jobIds: [jobId] });
    expect(Date.parse(answer.json.expiresAt) - Date.now()).toBeGreaterThan(880_000);
    const long = await make(tenantKey, { userId: 'ada', ttlSeconds: 86_400 });
    expect(Date.parse(long.json.expiresAt) - Date.now()).toBeGreaterThan(86_300_000);
  });

  test('for a bound caller is bound to the same user', async () => {
    expect((await make(adaKey, { sessionId: 'chat' })).json).toMatchObject({ userId: 'ada', sessionId: 'chat' });
    expect((await make(adaKey, { userId: 'bob' })).status).toBe(403);
  });

  test.each([
    ['nothing', {}],
    ['nothing but a time', { ttlSeconds: 60 }],
    ['no jobs', { jobIds: [] }],
    ['a job id that is none', { jobIds: ['x'] }],
    ['an empty user', { userId: '' }],
    ['no time', { userId: 'ada', ttlSeconds: 0 }],
    ['more than a day', { userId: 'ada', ttlSeconds: 86_401 }],
    ['another tenant', { userId: 'ada', tenant: 'other' }],
    ['scopes', { userId: 'ada', scopes: ['admin'] }],
  ])('is refused for %s', async (_name, body) => {
    expect(await make(tenantKey, body)).toMatchObject({ status: 422 });
  });

  test('for a job that is not there is 404, and makes none for the others', async () => {
    const before = await tokenCount();
    expect((await make(adaKey, { jobIds: [jobId, randomUUID()] })).status).toBe(404);
    expect(await tokenCount()).toBe(before);
  });

  test('takes all three scopes, and no stream token', async () => {
    const reader = await newKey('ada', ['jobs:read', 'events:read']);
    const answer = await make(reader, { userId: 'ada' });
    expect(answer.status).toBe(403);
    expect(answer.json.detail).toContain('artifacts:read');
    const { token } = (await make(adaKey, { userId: 'ada' })).json;
    expect(
      (await call(api, 'POST', `/api/stream-tokens?streamToken=${token}`, { body: { userId: 'ada' } })).status,
    ).toBe(401);
  });
});

test('no credential, good or bad, is in any line of the log', async () => {
  const { token } = (await make(adaKey, { jobIds: [jobId] })).json;
  const bad = {
    key: `${adaKey.slice(0, -1)}!`,
    token: `prst_${'A'.repeat(43)}`,
    jwt: 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.c2VjcmV0',
  };
  await finishNext(api, 'pdf', { result: { words: 3 } });
  for (const path of [
    `/api/jobs/${jobId}`,
    `/api/jobs/${jobId}/result`,
    `/api/jobs/${jobId}/events`,
    '/api/events',
    '/api/unknown',
    '/livez',
  ]) {
    for (const value of [token, bad.token, adaKey, `${token}&streamToken=${token}`, '%']) {
      await (await fetch(`${api.url}${path}?streamToken=${value}`, { redirect: 'manual' })).body?.cancel();
    }
    for (const credential of [adaKey, bad.key, bad.jwt, bad.token]) {
      await (
        await fetch(`${api.url}${path}`, {
          headers: { ...as(credential).headers, cookie: credential },
          redirect: 'manual',
        })
      ).body?.cancel();
    }
  }
  const log = api.logLines.join('');
  expect(api.logLines.filter((line) => line.includes('http.request')).length).toBeGreaterThan(40);
  for (const secret of [token, bad.token, parseApiKey(adaKey)!.secret, bad.jwt, 'prst_', 'streamToken=']) {
    expect(log).not.toContain(secret);
  }
});

function make(key: string, body: object): Promise<Answer> {
  return call(api, 'POST', '/api/stream-tokens', { body, ...as(key) });
}

function as(credential: string): { headers: Record<string, string> } {
  return { headers: { authorization: `Bearer ${credential}` } };
}

async function newKey(
  userId: string | null,
  scopes: Parameters<typeof createApiKey>[1]['scopes'] = ['admin'],
): Promise<string> {
  const request = { name: 'test', scopes, tenant: 'acme', userId, expiresInDays: null };
  return (await createApiKey(api.context.core.pool, request)).key;
}

async function tokenCount(): Promise<number> {
  return (await api.context.core.pool.query('select from pressroom.stream_tokens')).length;
}
