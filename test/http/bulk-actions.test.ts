import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createApiKey } from '../../src/access/api-keys.ts';
import { SCOPES, type Scope } from '../../src/access/principal.ts';
import { startApi, type TestApi } from '../helpers/api.ts';
import { call, PDF_JOB, type Answer } from './calls.ts';

let api: TestApi;
const keys: Record<string, string> = {};

beforeAll(async () => {
  api = await startApi({ config: { authRequired: true } });
  const newKey = async (tenant: string, userId: string | null, scopes: readonly Scope[]): Promise<string> =>
    (await createApiKey(api.context.core.pool, { name: 'test', scopes, tenant, userId, expiresInDays: null })).key;
  keys.admin = await newKey('acme', null, ['admin']);
  keys.ada = await newKey('acme', 'ada', SCOPES);
  keys.bob = await newKey('acme', 'bob', ['jobs:read', 'jobs:create', 'jobs:cancel']);
  keys.other = await newKey('other', null, ['admin']);
});
afterAll(() => api.close());

const as = (
  who: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> =>
  call(api, method, path, {
    headers: { authorization: `Bearer ${keys[who]}`, ...headers },
    ...(body === undefined ? {} : { body }),
  });

async function finished(who: string, path: string): Promise<Answer['json']> {
  for (;;) {
    const { json } = await as(who, 'GET', path);
    if (json.finishedAt) return json;
  }
}

const jobOf = async (who: string, more: object = {}): Promise<string> =>
  (await as(who, 'POST', '/api/jobs', { ...PDF_JOB, ...more })).json.id;

test('asked for, carried out by itself, and seen by its own user and tenant only', async () => {
  const [mine, bobs] = [await jobOf('ada', { title: 'Weekly report' }), await jobOf('bob', { title: 'Weekly report' })];
  const filter = { status: ['queued'], q: 'weekly' };
  const body = { action: 'cancel', filter, reason: 'A mistake.' };
  const asked = await as('ada', 'POST', '/api/bulk-actions', body, { 'Idempotency-Key': 'once' });
  expect(asked).toMatchObject({ status: 202, json: { filter, createdBy: 'ada', counts: { matched: 1 } } });
  const path = String(asked.headers.get('location'));
  expect(await finished('ada', path)).toMatchObject({
    ...{ status: 'completed', links: { self: path, abort: null }, skipped: [], failures: [] },
    counts: { matched: 1, done: 1, skipped: 0, failed: 0, left: 0 },
  });
  const cancelled = await as('ada', 'GET', `/api/jobs/${mine}`);
  expect(cancelled.json).toMatchObject({ status: 'cancelled', cancellation: { reason: 'A mistake.' } });
  expect((await as('bob', 'GET', `/api/jobs/${bobs}`)).json.status).toBe('queued');

  const again = await as('ada', 'POST', '/api/bulk-actions', body, { 'Idempotency-Key': 'once' });
  expect([again.json.id, again.headers.get('idempotency-replayed')]).toEqual([asked.json.id, 'true']);
  const changed = { ...body, reason: 'Another.' };
  expect(await as('ada', 'POST', '/api/bulk-actions', changed, { 'Idempotency-Key': 'once' })).toMatchObject({
    status: 422,
    json: { code: 'idempotency-key-reused' },
  });
  for (const who of ['bob', 'other']) {
    expect((await as(who, 'GET', path)).status).toBe(404);
    expect((await as(who, 'POST', `${path}/abort`)).status).toBe(404);
    expect((await as(who, 'GET', '/api/bulk-actions')).json).toEqual({ items: [] });
  }
  expect((await as('admin', 'GET', '/api/bulk-actions')).json.items).toEqual([await finished('ada', path)]);
  expect((await as('admin', 'POST', `${path}/abort`)).json.status).toBe('completed');
});

test("jobs that are named and are another's are skipped like those that never were", async () => {
  const bobs = await jobOf('bob');
  const { json } = await as('ada', 'POST', '/api/bulk-actions', { action: 'cancel', jobIds: [bobs] });
  expect(json).toMatchObject({ status: 'completed', skipped: [{ reason: 'not-found', count: 1 }], filter: null });
  expect((await as('bob', 'GET', `/api/jobs/${bobs}`)).json.status).toBe('queued');
});

test.each<[string, number, object]>([
  ['bob', 403, { action: 'delete', filter: {} }],
  ['bob', 403, { action: 'cancel', filter: { userId: 'ada' } }],
  ['ada', 422, { action: 'cancel' }],
  ['ada', 422, { action: 'cancel', filter: {}, jobIds: ['019aa5c2-7d10-7c3e-9a55-3f1c8d2b6e01'] }],
  ['ada', 422, { action: 'explode', filter: {} }],
  ['ada', 422, { action: 'cancel', filter: { status: ['asleep'] } }],
  ['ada', 422, { action: 'cancel', jobIds: [] }],
])('%s gets %i for %j', async (who, status, body) => {
  expect((await as(who, 'POST', '/api/bulk-actions', body)).status).toBe(status);
});
