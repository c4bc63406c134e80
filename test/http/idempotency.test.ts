import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startApi, type TestApi } from '../helpers/api.ts';
import { call, PDF_JOB } from './calls.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

test('the same key and body give the same job, quoted or bare, in any order of keys; another body is refused', async () => {
  const first = await call(api, 'POST', '/api/jobs', {
    body: { ...PDF_JOB, priority: 3 },
    headers: { 'Idempotency-Key': 'k-1' },
  });
  expect([first.status, first.headers.get('idempotency-replayed')]).toEqual([202, null]);
  const reordered = { priority: 3, input: PDF_JOB.input, type: PDF_JOB.type };
  const again = await call(api, 'POST', '/api/jobs', { body: reordered, headers: { 'Idempotency-Key': '"k-1"' } });
  expect([again.status, again.headers.get('idempotency-replayed'), again.json.id]).toEqual([
    202,
    'true',
    first.json.id,
  ]);
  const other = await call(api, 'POST', '/api/jobs', {
    body: { ...PDF_JOB, priority: 4 },
    headers: { 'Idempotency-Key': 'k-1' },
  });
  expect(other).toMatchObject({ status: 422, json: { code: 'idempotency-key-reused' } });
});

test('twenty at once make one job', async () => {
  const headers = { 'Idempotency-Key': 'k-many' };
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => call(api, 'POST', '/api/jobs', { body: PDF_JOB, headers })),
  );
  expect(new Set(answers.map((answer) => answer.json.id)).size).toBe(1);
  expect(answers.filter((answer) => answer.headers.get('idempotency-replayed') === null)).toHaveLength(1);
});

test('a key whose job was deleted is gone', async () => {
  const headers = { 'Idempotency-Key': 'k-gone' };
  const job = (await call(api, 'POST', '/api/jobs', { body: PDF_JOB, headers })).json;
  await call(api, 'POST', job.links.cancel);
  await call(api, 'DELETE', job.links.self);
  expect(await call(api, 'POST', '/api/jobs', { body: PDF_JOB, headers })).toMatchObject({
    status: 410,
    json: { code: 'gone' },
  });
});

test('while the first request with a key has not ended, another one is asked to come back', async () => {
  const { pool } = api.context.core;
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query(`insert into pressroom.idempotency_keys (tenant, owner, key, fingerprint, job_id, expires_at)
      values ('default', '', 'k-held', 'f', gen_random_uuid(), now() + interval '1 day')`);
    const answer = await call(api, 'POST', '/api/jobs', { body: PDF_JOB, headers: { 'Idempotency-Key': 'k-held' } });
    expect(answer).toMatchObject({ status: 409, json: { code: 'idempotency-in-progress' } });
    expect(answer.headers.get('retry-after')).toBe('2');
    await client.query('rollback');
  } finally {
    client.release();
  }
  const headers = { 'Idempotency-Key': 'k-held' };
  expect((await call(api, 'POST', '/api/jobs', { body: PDF_JOB, headers })).status).toBe(202);
});

test('a start that has passed meanwhile does not keep the same request from its job', async () => {
  const { pool } = api.context.core;
  const request = {
    body: { ...PDF_JOB, runAt: new Date(Date.now() + 1_000).toISOString() },
    headers: { 'Idempotency-Key': 'k-late' },
  };
  const first = await call(api, 'POST', '/api/jobs', request);
  const clock = `create or replace function pressroom.clock() returns timestamptz language sql stable as`;
  await pool.query(`${clock} $$select now() + interval '1 hour'$$`);
  const late = await call(api, 'POST', '/api/jobs', request);
  const other = await call(api, 'POST', '/api/jobs', { ...request, headers: { 'Idempotency-Key': 'k-later' } });
  await pool.query(`${clock} 'select now()'`);
  expect([late.status, late.headers.get('idempotency-replayed'), late.json.id]).toEqual([202, 'true', first.json.id]);
  expect(other).toMatchObject({ status: 422, json: { errors: [{ pointer: '/runAt' }] } });
});
