import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Problem } from '../../src/errors.ts';
import type { BulkAction, BulkDeed } from '../../src/jobs/bulk-action.ts';
import { abortAction, findBulkAction } from '../../src/jobs/bulk-store.ts';
import { cancelJob } from '../../src/jobs/cancel-job.ts';
import { createBulkAction, type BulkRequest } from '../../src/jobs/create-bulk-action.ts';
import type { JobStatus } from '../../src/jobs/job.ts';
import { retryJob } from '../../src/jobs/retry-job.ts';
import { pruneBulkActions, runBulkActions } from '../../src/jobs/run-bulk-actions.ts';
import { openWorld, type World } from './model/world.ts';
import { claimOne, enqueue, newJob, startJob, VIEWER } from './some-jobs.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld(8);
});
beforeEach(() => world.clear());
afterAll(() => world.close());

const ALL = {
  ...{ statuses: null, type: null, userId: null, sessionId: null, tag: null },
  ...{ createdAfter: null, createdBefore: null, search: null },
};

async function ask(action: BulkDeed, changes: Partial<BulkRequest> = {}, viewer = VIEWER): Promise<string> {
  const request = { action, filter: {}, jobs: ALL, jobIds: null, reason: null, createdBy: 'ada', idempotency: null };
  const outcome = await createBulkAction(world.core, viewer, { ...request, ...changes });
  if (outcome.kind !== 'created') throw new Error(outcome.kind);
  return outcome.id;
}

const seen = async (id: string): Promise<BulkAction> => (await findBulkAction(world.core.pool, VIEWER, id))!;

async function queued(count: number): Promise<string[]> {
  const jobs = Array.from({ length: count }, () => newJob());
  for (const job of jobs) await enqueue(world.core, job);
  return jobs.map(({ id }) => id).toSorted(); // the order in which they are dealt with
}

async function statuses(ids: string[]): Promise<(JobStatus | 'gone')[]> {
  const sights = await world.look();
  return ids.map((id) => sights.get(id)?.row?.status ?? 'gone');
}

test('each is done to what matched when it was asked for, and the rest is counted with its reason', async () => {
  const running = await startJob(world.core);
  const waiting = await queued(3);
  await enqueue(world.core, newJob({ tenant: 'other' }));
  await cancelJob(world.core, VIEWER, waiting[0]!, null);
  const cancel = await ask('cancel', { reason: 'enough' });
  expect(await seen(cancel)).toMatchObject({ status: 'queued', matched: 4, skipped: { finished: 1 } });
  const [later] = await queued(1);
  await runBulkActions(world.core);
  expect(await seen(cancel)).toMatchObject({ status: 'completed', done: 3, failed: 0, skipped: { finished: 1 } });
  expect(await statuses([...waiting, running.jobId, later!])).toEqual([
    ...['cancelled', 'cancelled', 'cancelled', 'cancelling', 'queued'],
  ]);
  expect([...(await world.look()).values()].filter(({ row }) => row?.status === 'queued')).toHaveLength(2); // and other's

  await retryJob(world.core, VIEWER, waiting[1]!);
  const retry = await ask('retry');
  expect((await seen(retry)).skipped).toEqual({ 'already-retried': 1, 'not-finished': 3 });
  await retryJob(world.core, VIEWER, waiting[2]!); // meanwhile
  await runBulkActions(world.core);
  expect(await seen(retry)).toMatchObject({ matched: 6, done: 1, skipped: { 'already-retried': 2 } });

  const remove = await ask('delete', { jobIds: [...waiting, later!, newJob().id], filter: null });
  await runBulkActions(world.core);
  expect(await seen(remove)).toMatchObject({ matched: 5, done: 3, skipped: { 'not-finished': 1, 'not-found': 1 } });
  expect(await statuses([...waiting, later!])).toEqual(['gone', 'gone', 'gone', 'queued']);
});

test('a job that was to be cancelled while it waits and runs by now goes on', async () => {
  const ids = await queued(2);
  const id = await ask('cancel', { filter: { status: ['queued'] }, jobs: { ...ALL, statuses: ['queued'] } });
  const { jobId } = await claimOne(world.core);
  await runBulkActions(world.core);
  expect(await seen(id)).toMatchObject({ done: 1, skipped: { 'status-changed': 1 } });
  expect(await statuses([jobId, ...ids.filter((other) => other !== jobId)])).toEqual(['running', 'cancelled']);
});

test('a process that dies in a batch leaves it undone as a whole; the next does every job once', async () => {
  const ids = await queued(120);
  for (const id of ids) await cancelJob(world.core, VIEWER, id, null);
  const action = await ask('retry');
  let batches = 0;
  const dying = { ...world.core, hints: { send: () => {} }, queue: { ...world.core.queue } };
  let inserts = 0;
  dying.queue.insert = async (tx, type, jobs) => {
    inserts += 1;
    // As the server does when the process is gone: the connection ends, and what was open is undone.
    if (inserts === 2) await tx.query('select pg_terminate_backend(pg_backend_pid())');
    return world.core.queue.insert(tx, type, jobs);
  };
  await expect(runBulkActions(dying)).rejects.toThrow();
  expect(await seen(action)).toMatchObject({ status: 'running', done: 50 });
  await Promise.all([1, 2, 3].map(() => runBulkActions(world.core, () => (batches += 1) > 20)));
  await runBulkActions(world.core);
  expect(await seen(action)).toMatchObject({ status: 'completed', matched: 120, done: 120, skipped: {}, failures: [] });
  const copies = [...(await world.look()).values()].flatMap(({ row }) => row?.retriedFrom ?? []);
  expect(copies.toSorted()).toEqual(ids.toSorted());
});

test('one that fails does not keep the others from it', async () => {
  const ids = await queued(5);
  for (const id of ids) await cancelJob(world.core, VIEWER, id, null);
  const action = await ask('retry');
  let inserts = 0;
  const queue = { ...world.core.queue };
  queue.insert = async (tx, type, jobs) => {
    inserts += 1; // all of them first, and then each
    if (inserts === 1 || inserts === 3) await tx.query('select 1 / 0');
    if (inserts === 4) throw new Problem('conflict', 'An upload is gone.');
    return world.core.queue.insert(tx, type, jobs);
  };
  await runBulkActions({ ...world.core, queue });
  const { done, failed, failures } = await seen(action);
  expect({ done, failed, failures }).toEqual({
    ...{ done: 3, failed: 2 },
    failures: [
      { jobId: ids[1], detail: 'The service failed.' },
      { jobId: ids[2], detail: 'An upload is gone.' },
    ],
  });
});

test('after an abort nothing more is done; what has no jobs is over at once; a day later all is forgotten', async () => {
  const ids = await queued(60);
  const action = await ask('cancel');
  let batches = 0;
  await runBulkActions(world.core, () => (batches += 1) > 1);
  await abortAction(world.core.pool, action);
  await runBulkActions(world.core);
  expect(await seen(action)).toMatchObject({ status: 'aborted', done: 50 });
  expect((await statuses(ids)).filter((status) => status === 'queued')).toHaveLength(10);
  const none = await ask('retry', { jobs: { ...ALL, statuses: ['failed'] } });
  expect(await seen(none)).toMatchObject({ status: 'completed', matched: 0 });
  await pruneBulkActions(world.core, () => false);
  expect(await world.core.pool.query('select 1 from pressroom.bulk_action_jobs')).toEqual([]);
  await world.passSeconds(86_401);
  await pruneBulkActions(world.core, () => false);
  expect(await findBulkAction(world.core.pool, VIEWER, action)).toBeNull();
});
