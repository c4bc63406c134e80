import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createApiKey } from '../../src/access/api-keys.ts';
import { startApi, type TestApi } from '../helpers/api.ts';
import { call, finishNext, PDF_JOB, type Answer } from './calls.ts';

let api: TestApi;
const keys: Record<string, string> = {};
beforeAll(async () => {
  api = await startApi({ config: { authRequired: true } });
  for (const tenant of ['acme', 'other']) {
    const request = { name: 'test', scopes: ['admin'] as const, tenant, userId: null, expiresInDays: null };
    keys[tenant] = (await createApiKey(api.context.core.pool, request)).key;
  }
});
afterAll(() => api.close());

const get = (tenant: string, query = ''): Promise<Answer> =>
  call(api, 'GET', `/api/stats/series${query}`, { headers: { authorization: `Bearer ${keys[tenant]}` } });

/** Figures follow the commit by a moment. */
async function withCompleted(count: number, query = ''): Promise<Answer['json']> {
  for (;;) {
    const { json } = await get('acme', query);
    const points: { completed: number }[] = json.series[0]?.points ?? [];
    if (points.reduce((sum, { completed }) => sum + completed, 0) === count) return json;
  }
}

test('what happened, of all types and of each, to the own tenant only', async () => {
  const headers = { authorization: `Bearer ${keys.acme}` };
  await call(api, 'POST', '/api/jobs', { body: PDF_JOB, headers });
  await call(api, 'POST', '/api/jobs', { body: { ...PDF_JOB, type: 'document' }, headers });
  await finishNext(api, 'pdf', { result: { words: 1 } });
  await finishNext(api, 'document', { result: { words: 1 } });
  const json = await withCompleted(2, '?stepSeconds=86400');
  expect(json.series.map(({ type }: { type: string }) => type)).toEqual([null, 'document', 'pdf']);
  const [point] = json.series[2].points;
  expect(point).toMatchObject({
    created: 1,
    started: 1,
    completed: 1,
    failed: 0,
    wait: { count: 1 },
    run: { count: 1 },
  });
  expect(Date.parse(point.at) % 86_400_000).toBe(0);
  expect(point.run.p95Seconds).toBeLessThanOrEqual(point.run.maxSeconds);
  const one = await withCompleted(1, '?type=pdf');
  expect(one).toMatchObject({ stepSeconds: 60, series: [{ type: 'pdf' }] });
  expect((await get('other')).json.series).toEqual([{ type: null, points: [] }]);
});

test.each([
  ['?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z', 'from'],
  ['?from=2020-01-01T00:00:00Z&stepSeconds=60', 'from'],
  ['?stepSeconds=90', 'stepSeconds'],
  ['?type=video', 'type'],
  ['?from=yesterday', 'from'],
])('%s is refused', async (query, pointer) => {
  expect(await get('acme', query)).toMatchObject({ status: 400, json: { errors: [{ pointer }] } });
});
