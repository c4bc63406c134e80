import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createApiKey } from '../../src/access/api-keys.ts';
import { startApi, type TestApi } from '../helpers/api.ts';
import { call, createdJob, expectProblem, PDF_JOB } from './calls.ts';
import { parseAnswer, sendRaw } from './raw-socket.ts';

describe('without credentials only this machine is answered', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  const get = async (...headers: string[]): Promise<ReturnType<typeof parseAnswer>> =>
    parseAnswer(await sendRaw(api, ['GET /api/jobs HTTP/1.1', ...headers, 'Connection: close', '', ''].join('\r\n')));

  test.each(['localhost', 'LOCALHOST:3000', '127.0.0.1', '127.0.0.1:80', '[::1]:3000', 'localhost.'])(
    'Host: %s',
    async (host) => {
      expect((await get(`Host: ${host}`)).status).toBe(200);
      expect((await get(`Host: ${host}`, `Origin: http://${host}`)).status).toBe(200);
    },
  );

  test.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', '192.168.0.1', '0.0.0.0', '[::2]'])(
    'not Host: %s',
    async (host) => {
      const answer = await get(`Host: ${host}`);
      expect(answer).toMatchObject({ status: 421, json: { code: 'misdirected-request' } });
      expectProblem(answer);
    },
  );

  test.each([
    'http://evil.example',
    'null',
    'http://localhost@evil.example',
    'http://localhost.evil.example:80',
    'file://',
  ])('not Origin: %s', async (origin) => {
    expect(await get('Host: localhost', `Origin: ${origin}`)).toMatchObject({
      status: 403,
      json: { code: 'forbidden' },
    });
  });
});

describe('with credentials', () => {
  let api: TestApi;
  let key: string;
  let adaKey: string;

  beforeAll(async () => {
    api = await startApi({ config: { authRequired: true } });
    const { pool } = api.context.core;
    const scopes = ['jobs:create', 'jobs:read', 'jobs:cancel', 'jobs:delete'] as const;
    key = (
      await createApiKey(pool, { tenant: 't', userId: null, name: 'all', scopes: [...scopes], expiresInDays: null })
    ).key;
    adaKey = (
      await createApiKey(pool, { tenant: 't', userId: 'ada', name: 'ada', scopes: [...scopes], expiresInDays: null })
    ).key;
  });
  afterAll(() => api.close());

  const as = (secret: string): Record<string, string> => ({ Authorization: `Bearer ${secret}` });

  test('a stranger hears the same of everything, and nothing of a body is read', async () => {
    for (const [method, path, body] of [
      ['POST', '/api/jobs', '{"broken'],
      ['POST', '/api/jobs', 'x'.repeat(9 * 1024 * 1024)],
      ['GET', '/api/jobs?pageSize=abc', undefined],
      ['GET', '/metrics', undefined],
    ] as const) {
      const answer = await call(api, method, path, { body });
      expect(answer).toMatchObject({ status: 401, json: { code: 'unauthenticated' } });
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    }
    expect((await call(api, 'GET', '/livez')).status).toBe(200);
    expect((await call(api, 'GET', '/openapi.json')).status).toBe(200);
  });

  test('any host will do', async () => {
    const text = await sendRaw(
      api,
      `GET /livez HTTP/1.1\r\nHost: api.example\r\nOrigin: https://app.example\r\nConnection: close\r\n\r\n`,
    );
    expect(parseAnswer(text).status).toBe(200);
  });

  test("a credential of a user makes and sees that user's jobs only", async () => {
    const mine = await call(api, 'POST', '/api/jobs', { body: PDF_JOB, headers: as(adaKey) });
    expect(mine).toMatchObject({ status: 202, json: { userId: 'ada' } });
    expect(
      (await call(api, 'POST', '/api/jobs', { body: { ...PDF_JOB, userId: 'ada' }, headers: as(adaKey) })).status,
    ).toBe(202);
    const forBob = await call(api, 'POST', '/api/jobs', { body: { ...PDF_JOB, userId: 'bob' }, headers: as(key) });
    const before = await call(api, 'GET', '/api/jobs', { headers: as(key) });
    expect(
      await call(api, 'POST', '/api/jobs', { body: { ...PDF_JOB, userId: 'bob' }, headers: as(adaKey) }),
    ).toMatchObject({ status: 403 });
    expect((await call(api, 'GET', '/api/jobs', { headers: as(key) })).json.items).toHaveLength(
      before.json.items.length,
    );
    for (const path of ['/api/jobs?userId=bob', '/api/jobs/active?userId=bob']) {
      expect(await call(api, 'GET', path, { headers: as(adaKey) })).toMatchObject({
        status: 403,
        json: { code: 'forbidden' },
      });
    }
    expect((await call(api, 'GET', '/api/jobs', { headers: as(adaKey) })).json.items).toHaveLength(2);
    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['POST', '/cancel'],
      ['POST', '/retry'],
    ] as const) {
      expect((await call(api, method, forBob.json.links.self + path, { headers: as(adaKey) })).status).toBe(404);
    }
    expect((await call(api, 'GET', forBob.json.links.self, { headers: as(key) })).json.status).toBe('queued');
  });

  test("one user cannot replay another's key", async () => {
    const headers = { 'Idempotency-Key': 'shared' };
    const one = await call(api, 'POST', '/api/jobs', { body: PDF_JOB, headers: { ...headers, ...as(key) } });
    const other = await call(api, 'POST', '/api/jobs', { body: PDF_JOB, headers: { ...headers, ...as(adaKey) } });
    expect(other.headers.get('idempotency-replayed')).toBeNull();
    expect(other.json.id).not.toBe(one.json.id);
  });
});

describe('the log', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  test('one line a request, with facts and without what was said', async () => {
    const job = await createdJob(api, { title: 'planted-title', input: { markdown: 'planted-input' } });
    const answer = await call(api, 'GET', `/api/jobs/${job.id}?streamToken=planted-token`, {
      headers: { Authorization: 'Bearer planted-secret', Cookie: 'planted-cookie' },
    });
    expect(answer.status).toBe(401);
    const lines = api.logLines.map((line) => JSON.parse(line)).filter((line) => line.event === 'http.request');
    expect(lines).toEqual([
      expect.objectContaining({
        method: 'POST',
        path: '/api/jobs',
        operation: 'createJob',
        status: 202,
        tenant: 'default',
        via: 'open',
      }),
      expect.objectContaining({
        method: 'GET',
        path: `/api/jobs/${job.id}`,
        operation: 'getJob',
        status: 401,
        requestId: answer.json.instance,
      }),
    ]);
    expect(answer.headers.get('x-request-id')).toBe(answer.json.instance);
    expect(api.logLines.join('')).not.toContain('planted');
  });
});
