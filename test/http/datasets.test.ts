import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createApiKey } from '../../src/access/api-keys.ts';
import { beginDataset, completeDataset, storeBatch } from '../../src/datasets/fill-dataset.ts';
import { settleJob } from '../../src/jobs/settle-job.ts';
import { startApi, type TestApi } from '../helpers/api.ts';
import { startJob } from '../jobs/some-jobs.ts';
import { call } from './calls.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

/** A data set with five rows, of which the fourth record was refused. */
async function dataset(userId: string | null = null): Promise<{ id: string; jobId: string }> {
  const { core } = api.context;
  const job = await startJob(core, { type: 'bulk_import', tenant: 'default', userId });
  const columns = [
    { header: 'n', type: 'integer' as const },
    { header: 'text', type: 'text' as const },
  ];
  const about = { name: 'Numbers', columns, sourceSha256: 'ab'.repeat(32), retentionSeconds: 3_600 };
  const begun = await beginDataset(core, job, about);
  const rows = [1, 2, 3, 5, 6].map((no) => ({
    no,
    line: no + 1,
    json: JSON.stringify([no, no === 2 ? null : '=x']),
    keyDigest: null,
  }));
  const rejected = [{ no: 4, line: 5, faults: [] }];
  const batch = { rows, rejected, lastNo: 6, total: 6, tell: false, duplicate: () => rejected[0]! };
  const filled = await storeBatch(core, job, begun!, batch);
  await completeDataset(core, job, filled!);
  await settleJob(core, job.type, job, { kind: 'complete', result: {}, mainArtifactId: null });
  return { id: filled!.datasetId, jobId: job.jobId };
}

describe('GET /api/datasets/{datasetId}', () => {
  test('tells what is known of it, and not its rows', async () => {
    const { id, jobId } = await dataset('ada');
    const answer = await call(api, 'GET', `/api/datasets/${id}`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.json).toEqual({
      ...{ id, jobId, name: 'Numbers', rowCount: 5, sourceSha256: 'ab'.repeat(32), userId: 'ada' },
      columns: [
        { header: 'n', type: 'integer' },
        { header: 'text', type: 'text' },
      ],
      createdAt: expect.stringMatching(/Z$/),
      expiresAt: expect.stringMatching(/Z$/),
    });
  });

  test.each(['019aa5c2-a100-7e02-9b55-3d7ca01e2f04', 'no-id', '%F0%9F%98%80'])('%s is none', async (id) => {
    for (const [method, path] of [
      ['GET', ''],
      ['GET', '/rows'],
      ['DELETE', ''],
    ] as const) {
      const answer = await call(api, method, `/api/datasets/${id}${path}`);
      expect(answer).toMatchObject({ status: 404, json: { code: 'not-found' } });
    }
  });
});

describe('GET /api/datasets/{datasetId}/rows', () => {
  test('gives the rows in the order of the file, a page at a time', async () => {
    const { id } = await dataset();
    const all = await call(api, 'GET', `/api/datasets/${id}/rows`);
    expect(all.json.hasMore).toBe(false);
    expect(all.json.items).toEqual([
      { no: 1, values: [1, '=x'] },
      { no: 2, values: [2, null] },
      { no: 3, values: [3, '=x'] },
      { no: 5, values: [5, '=x'] },
      { no: 6, values: [6, '=x'] },
    ]);
    const first = await call(api, 'GET', `/api/datasets/${id}/rows?pageSize=3`);
    expect(first.json).toEqual({ items: all.json.items.slice(0, 3), hasMore: true });
    const second = await call(api, 'GET', `/api/datasets/${id}/rows?pageSize=3&after=3`);
    expect(second.json).toEqual({ items: all.json.items.slice(3), hasMore: false });
    const none = await call(api, 'GET', `/api/datasets/${id}/rows?after=6`);
    expect(none.json).toEqual({ items: [], hasMore: false });
  });

  test.each(['pageSize=0', 'pageSize=1001', 'after=-1', 'after=2147483648', 'other=1'])('refuses %s', async (query) => {
    const { id } = await dataset();
    expect(await call(api, 'GET', `/api/datasets/${id}/rows?${query}`)).toMatchObject({ status: 400 });
  });
});

test('DELETE /api/datasets/{datasetId}: it is gone for everybody, at once', async () => {
  const { id } = await dataset();
  expect(await call(api, 'DELETE', `/api/datasets/${id}`)).toMatchObject({ status: 204, text: '' });
  expect(await call(api, 'GET', `/api/datasets/${id}`)).toMatchObject({ status: 404 });
  expect(await call(api, 'GET', `/api/datasets/${id}/rows`)).toMatchObject({ status: 404 });
  expect(await call(api, 'DELETE', `/api/datasets/${id}`)).toMatchObject({ status: 404 });
});

describe('with credentials', () => {
  type Scopes = Parameters<typeof createApiKey>[1]['scopes'];
  async function headersOf(userId: string | null, scopes: Scopes, tenant = 'default') {
    const { core } = api.context;
    const { key } = await createApiKey(core.pool, { tenant, userId, name: 'test', scopes, expiresInDays: null });
    return { headers: { authorization: `Bearer ${key}` } };
  }

  test("another user's and another tenant's data set is none", async () => {
    const { id } = await dataset('ada');
    const scopes: Scopes = ['datasets:read', 'datasets:write'];
    for (const stranger of [await headersOf('alan', scopes), await headersOf(null, scopes, 'other')]) {
      expect(await call(api, 'GET', `/api/datasets/${id}`, stranger)).toMatchObject({ status: 404 });
      expect(await call(api, 'GET', `/api/datasets/${id}/rows`, stranger)).toMatchObject({ status: 404 });
      expect(await call(api, 'DELETE', `/api/datasets/${id}`, stranger)).toMatchObject({ status: 404 });
    }
    expect(await call(api, 'GET', `/api/datasets/${id}`, await headersOf('ada', scopes))).toMatchObject({
      status: 200,
    });
  });

  test('reading and deleting need their scopes', async () => {
    const { id } = await dataset();
    const reader = await headersOf(null, ['datasets:read']);
    const writer = await headersOf(null, ['datasets:write']);
    expect(await call(api, 'DELETE', `/api/datasets/${id}`, reader)).toMatchObject({ status: 403 });
    expect(await call(api, 'GET', `/api/datasets/${id}`, writer)).toMatchObject({ status: 403 });
    expect(await call(api, 'GET', `/api/datasets/${id}/rows`, writer)).toMatchObject({ status: 403 });
    expect(await call(api, 'DELETE', `/api/datasets/${id}`, writer)).toMatchObject({ status: 204 });
  });
});
