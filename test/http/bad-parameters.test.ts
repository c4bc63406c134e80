import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startApi, type TestApi } from '../helpers/api.ts';
import { call, createdJob, expectProblem, PDF_JOB } from './calls.ts';
import { parseAnswer, sendRaw } from './raw-socket.ts';

let api: TestApi;
let jobId: string;

beforeAll(async () => {
  api = await startApi();
  jobId = (await createdJob(api)).id;
});
afterAll(() => api.close());

const UNKNOWN = '019aa5c2-7d10-7c3e-9a55-3f1c8d2b6e01';

describe('queries', () => {
  test.each([
    ['pageSize=0', 'pageSize'],
    ['pageSize=-1', 'pageSize'],
    ['pageSize=201', 'pageSize'],
    ['pageSize=1e9', 'pageSize'],
    ['pageSize=abc', 'pageSize'],
    ['pageSize=10;%20', 'pageSize'],
    ['pageSize=%EF%BC%91', 'pageSize'],
    ['pageSize=1&pageSize=2', 'pageSize'],
    ['pageSize=', 'pageSize'],
    ['status=done', 'status'],
    ['status=failed&status=failed', 'status'],
    ['type=video', 'type'],
    ['userId=a&userId=b', 'userId'],
    ['createdAfter=yesterday', 'createdAfter'],
    ['createdAfter=2026-02-30T00:00:00Z', 'createdAfter'],
    ['createdBefore=2026-02-03T00:00:00', 'createdBefore'],
    ['tag=a,b', 'tag'],
    ['pageToken=abc', 'pageToken'],
    ['pageToken=!!!!', 'pageToken'],
    [`pageToken=${'A'.repeat(1_000)}`, 'pageToken'],
    ['pageToken=AgGaIBYhp3B_hiXgJZO22DnU', 'pageToken'],
    ['sort=created_at;drop', 'sort'],
    ['limit=5', 'limit'],
    ['a[b]=1', 'a'],
    ['__proto__[x]=1', '__proto__'],
    ['constructor=1', 'constructor'],
    ['streamToken=prs_x', 'streamToken'],
  ])('?%s', async (query, pointer) => {
    const answer = await call(api, 'GET', `/api/jobs?${query}`);
    expect(answer).toMatchObject({ status: 400, json: { code: 'invalid-parameter', errors: [{ pointer }] } });
    expect((await call(api, 'GET', '/api/jobs?pageSize=1')).status).toBe(200);
  });

  test('a wildcard is a letter like any other', async () => {
    for (const tag of ['%25', '_', '.%2A'])
      expect((await call(api, 'GET', `/api/jobs?tag=${tag}`)).json).toEqual({ items: [] });
  });
});

describe('paths', () => {
  test('an id that is none, unknown, or of another form is the same 404', async () => {
    const bodies = new Set<string>();
    for (const id of [
      'not-a-uuid',
      UNKNOWN,
      UNKNOWN.toUpperCase(),
      "1'%20or%201=1",
      '..%2f..%2fetc%2fpasswd',
      '%252e',
    ]) {
      for (const [method, path] of [
        ['GET', ''],
        ['GET', '/status'],
        ['DELETE', ''],
        ['POST', '/cancel'],
        ['POST', '/retry'],
        ['GET', '/result'],
        ['GET', '/artifacts'],
        ['GET', '/events'],
      ] as const) {
        const answer = await call(api, method, `/api/jobs/${id}${path}`);
        expect(answer.status).toBe(404);
        bodies.add(JSON.stringify({ ...answer.json, instance: '' }));
      }
    }
    expect(bodies.size).toBe(1);
  });

  test.each([
    '/api/jobs/%00',
    '/api/jobs/a%00b',
    '/api/jobs/a%0d%0aSet-Cookie:x',
    '/api/jobs/%ZZ',
    '/api/jobs/%E0%A4%A',
    '/api/jobs?userId=%00',
    '/api/jobs?userId=%zz',
    '/api/jobs/x/artifacts/%00',
  ])('%s is 400', async (path) => {
    expect(await call(api, 'GET', path)).toMatchObject({ status: 400, json: { code: 'invalid-parameter' } });
  });

  test.each([
    '/api/jobs/',
    '/api//jobs',
    '/API/jobs',
    '/api/jobs;x=1',
    '/api',
    '/nothing',
    '/api/job-types/video',
    '/docs/nothing',
  ])('%s is 404', async (path) => {
    expect(await call(api, 'GET', path)).toMatchObject({ status: 404, json: { code: 'not-found' } });
  });

  test('an address that is too long', async () => {
    expect(await call(api, 'GET', `/api/jobs?tag=${'x'.repeat(9_000)}`)).toMatchObject({
      status: 414,
      json: { code: 'uri-too-long' },
    });
  });
});

describe('headers', () => {
  test.each(['wait=', 'wait=abc', 'wait=-1', 'wait=1e3', 'wait', 'wait=5; wait=x', 'a=', '"x"', '=5'])(
    'Prefer: %s',
    async (value) => {
      for (const [method, path, body] of [
        ['POST', '/api/jobs', PDF_JOB],
        ['GET', `/api/jobs/${jobId}`, undefined],
      ] as const) {
        const answer = await call(api, method, path, { body, headers: { Prefer: value } });
        expect(answer).toMatchObject({
          status: 400,
          json: { code: 'invalid-parameter', errors: [{ pointer: 'Prefer' }] },
        });
      }
    },
  );

  test.each(['with space', 'x'.repeat(256), '"open', '""', 'a"b'])('Idempotency-Key: %s', async (value) => {
    const answer = await call(api, 'POST', '/api/jobs', { body: PDF_JOB, headers: { 'Idempotency-Key': value } });
    expect(answer).toMatchObject({
      status: 400,
      json: { code: 'invalid-parameter', errors: [{ pointer: 'Idempotency-Key' }] },
    });
  });

  test('an answer that nobody wants is 406; a stream is as little JSON as JSON is a picture', async () => {
    for (const path of ['/api/jobs', `/api/jobs/${jobId}`, '/api/stats', '/livez']) {
      expect(await call(api, 'GET', path, { headers: { Accept: 'image/png' } })).toMatchObject({
        status: 406,
        json: { code: 'not-acceptable' },
      });
    }
    expect((await call(api, 'GET', '/api/jobs', { headers: { Accept: 'text/html, */*;q=0.1' } })).status).toBe(200);
  });

  test('headers that other software trusts mean nothing', async () => {
    const headers = {
      'X-HTTP-Method-Override': 'DELETE',
      'X-Forwarded-For': '1.1.1.1',
      'X-Original-URL': '/metrics',
      'X-Forwarded-Host': 'evil.example',
    };
    expect((await call(api, 'GET', `/api/jobs/${jobId}`, { headers })).json.id).toBe(jobId);
  });
});

describe('methods', () => {
  test('a method that the address does not know is 405 and says which it knows', async () => {
    for (const [method, path, allow] of [
      ['PUT', '/api/jobs', 'GET, POST, HEAD, OPTIONS'],
      ['PATCH', `/api/jobs/${jobId}`, 'GET, DELETE, HEAD, OPTIONS'],
      ['GET', '/api/jobs/cleanup', 'POST, OPTIONS'],
      ['DELETE', '/api/jobs/active', 'GET, HEAD, OPTIONS'],
      ['POST', '/livez', 'GET, HEAD, OPTIONS'],
    ] as const) {
      const answer = await call(api, method, path);
      expect(answer).toMatchObject({ status: 405, json: { code: 'method-not-allowed' } });
      expect(answer.headers.get('allow')).toBe(allow);
    }
    const trace = parseAnswer(
      await sendRaw(api, 'TRACE /api/jobs HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'),
    );
    expect(trace.status).toBe(405);
    expectProblem(trace);
  });

  test('HEAD is GET without its body, OPTIONS lists the methods', async () => {
    for (const path of ['/api/jobs', `/api/jobs/${jobId}`, '/livez', '/openapi.json', '/api/stats', '/metrics']) {
      const [head, get] = [await call(api, 'HEAD', path), await call(api, 'GET', path)];
      expect([head.status, head.text]).toEqual([200, '']);
      expect(head.headers.get('content-type')).toBe(get.headers.get('content-type'));
      expect(Number(head.headers.get('content-length'))).toBeGreaterThan(0);
    }
    expect((await call(api, 'HEAD', `/api/jobs/${UNKNOWN}`)).status).toBe(404);
    const options = await call(api, 'OPTIONS', `/api/jobs/${jobId}`);
    expect([options.status, options.text, options.headers.get('allow')]).toEqual([
      204,
      '',
      'GET, DELETE, HEAD, OPTIONS',
    ]);
    expect(options.headers.get('access-control-allow-origin')).toBeNull();
  });
});
