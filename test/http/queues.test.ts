import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createApiKey } from '../../src/access/api-keys.ts';
import type { Scope } from '../../src/access/principal.ts';
import { claimJobs } from '../../src/jobs/claim-jobs.ts';
import { recordWorker } from '../../src/jobs/worker-registry.ts';
import { keepLease } from '../helpers/keep-lease.ts';
import { startApi, type TestApi } from '../helpers/api.ts';
import { call, PDF_JOB, type Answer } from './calls.ts';

let api: TestApi;
const keys: Record<string, string> = {};

beforeAll(async () => {
  api = await startApi({ config: { authRequired: true } });
  const newKey = async (tenant: string, userId: string | null, scopes: Scope[]): Promise<string> =>
    (await createApiKey(api.context.core.pool, { name: 'test', scopes, tenant, userId, expiresInDays: null })).key;
  keys.ada = await newKey('acme', 'ada', ['admin']);
  keys.bob = await newKey('acme', 'bob', ['jobs:read', 'jobs:create', 'jobs:cancel', 'jobs:delete']);
  keys.other = await newKey('other', null, ['admin']);
});
afterAll(() => api.close());

const as = (who: string, method: string, path: string, body?: unknown): Promise<Answer> =>
  call(api, method, path, {
    headers: { authorization: `Bearer ${keys[who]}` },
    ...(body === undefined ? {} : { body }),
  });

test('a queue is paused and resumed by an admin, and says who did it and why, to its own tenant', async () => {
  const heard = new Promise<string>((resolve) => {
    const stop = api.context.listener.onTopic('work', (type) => {
      if (type === 'presentation') stop();
      if (type === 'presentation') resolve(type);
    });
  });
  await as('bob', 'POST', '/api/jobs', { ...PDF_JOB, type: 'presentation' });
  await heard;
  const paused = await as('ada', 'POST', '/api/queues/presentation/pause', { reason: 'New fonts.' });
  expect(paused).toMatchObject({ status: 200, json: { paused: { reason: 'New fonts.', by: 'ada' }, due: 1 } });
  expect(await as('other', 'POST', '/api/queues/presentation/pause')).toMatchObject({
    json: { paused: { since: paused.json.paused.since, reason: 'New fonts.', by: null } },
  });
  expect(await claimJobs(api.context.core, 'presentation', 1, 'a-test')).toEqual([]);
  expect((await as('ada', 'GET', '/metrics')).text).toContain('pressroom_queue_paused{type="presentation"} 1');
  const [job] = (await as('bob', 'GET', '/api/jobs?type=presentation')).json.items;
  expect(job.waiting).toMatchObject({ reason: 'paused', estimatedStartAt: null });

  const woken = new Promise<void>((resolve) => {
    const stop = api.context.listener.onKey('work', 'presentation', () => (stop(), resolve()));
  });
  expect((await as('ada', 'POST', '/api/queues/presentation/resume')).json.paused).toBeNull();
  await woken;
  expect((await as('ada', 'POST', '/api/queues/presentation/resume')).status).toBe(200);
  expect(await claimJobs(api.context.core, 'presentation', 1, 'a-test')).toHaveLength(1);
});

test('who may not, and what there is not', async () => {
  for (const deed of ['pause', 'resume']) {
    expect((await as('bob', 'POST', `/api/queues/pdf/${deed}`)).status).toBe(403);
    expect((await as('ada', 'POST', `/api/queues/nothing/${deed}`)).status).toBe(404);
  }
  expect((await as('ada', 'POST', '/api/queues/pdf/pause', { why: 'x' })).status).toBe(422);
  expect((await as('bob', 'GET', '/api/queues/nothing')).status).toBe(404);
});

test('a queue tells what is in it; a worker tells what it does, of the jobs of whoever asks', async () => {
  const mine = (await as('ada', 'POST', '/api/jobs', { ...PDF_JOB, title: 'Mine', priority: 9 })).json.id;
  const theirs = (await as('other', 'POST', '/api/jobs', { ...PDF_JOB, title: 'Theirs', priority: 9 })).json.id;
  await as('bob', 'POST', '/api/jobs', { ...PDF_JOB, runAt: '2035-01-01T00:00:00Z' });
  const queued = (await as('bob', 'POST', '/api/jobs', PDF_JOB)).json;
  for (const claimed of await claimJobs(api.context.core, 'pdf', 2, 'w1')) {
    keepLease(api.context.core, 'pdf', claimed);
    expect([mine, theirs]).toContain(claimed.jobId);
  }
  const self = { id: 'w1', types: ['pdf'], concurrency: 3, running: 2, host: 'build-7', version: '1.2.3' };
  await recordWorker(api.context.core.pool, self);

  const { json: queue } = await as('bob', 'GET', '/api/queues/pdf');
  expect(queue).toEqual({
    ...{ type: 'pdf', paused: null, due: 1, oldestDueAt: queued.runAt, workers: { live: 1, slots: 3 } },
    counts: { scheduled: 1, queued: 1, retrying: 0, running: 2, cancelling: 0 },
  });
  const { json: list } = await as('bob', 'GET', '/api/queues');
  expect(list.items).toContainEqual(queue);

  const seenBy = async (who: string): Promise<string[]> => {
    const [worker] = (await as(who, 'GET', '/api/workers')).json.items;
    expect(worker).toMatchObject(self);
    return worker.jobs.map((job: { title: string }) => job.title);
  };
  expect([await seenBy('ada'), await seenBy('bob'), await seenBy('other')]).toEqual([['Mine'], [], ['Theirs']]);
  const [{ jobs }] = (await as('ada', 'GET', '/api/workers')).json.items;
  expect(jobs[0]).toMatchObject({ id: mine, type: 'pdf', status: 'running', attempt: 1, progress: { percent: 0 } });
  expect(Date.parse(jobs[0].since)).not.toBeNaN();
});
