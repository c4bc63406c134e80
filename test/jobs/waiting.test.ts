import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { NewJobRow } from '../../src/jobs/job-store.ts';
import { findJob, listJobs } from '../../src/jobs/job-reader.ts';
import { jobError } from '../../src/jobs/rules.ts';
import { settleJob } from '../../src/jobs/settle-job.ts';
import { describeWaiting, describeWaitingOfMany, type Waiting } from '../../src/jobs/waiting.ts';
import { forgetWorker, recordWorker } from '../../src/jobs/worker-registry.ts';
import { openWorld, type World } from './model/world.ts';
import { enqueue, newJob, startJob, VIEWER } from './some-jobs.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
beforeEach(async () => {
  await world.clear();
  await world.core.pool.query('delete from pressroom.workers');
});
afterAll(() => world.close());

const beat = (concurrency = 2): Promise<void> =>
  recordWorker(world.core.pool, { id: 'w1', types: ['pdf'], concurrency, running: 0 });

/** Each a second younger than the one before. */
async function queueUp(...changes: Partial<NewJobRow>[]): Promise<string[]> {
  const jobs = changes.map(newJob);
  for (const job of jobs) {
    await enqueue(world.core, job);
    await world.passSeconds(1);
  }
  return jobs.map(({ id }) => id);
}

async function waitingOf(id: string): Promise<Waiting | null> {
  return describeWaiting(world.core.pool, (await findJob(world.core.pool, VIEWER, id))!);
}

test('the place in line is the order in which the queue hands out: priority, then age; other types do not count', async () => {
  await queueUp({ type: 'spreadsheet', priority: 100 });
  const [old, urgent, young] = await queueUp({}, { priority: 10 }, {});
  await beat();
  const places = await Promise.all([old, urgent, young].map(async (id) => (await waitingOf(id!))?.position));
  expect(places).toEqual([2, 1, 3]);
  expect(await waitingOf(old!)).toMatchObject({ reason: 'queued', estimatedStartAt: null }); // nothing ran yet: no guess
});

test('no worker: when none was there, when the last one stopped, and 5 s after it fell silent', async () => {
  const [id] = await queueUp({});
  expect(await waitingOf(id!)).toMatchObject({ reason: 'no-worker', estimatedStartAt: null });
  await beat();
  expect(await waitingOf(id!)).toMatchObject({ reason: 'queued' });
  await forgetWorker(world.core.pool, 'w1');
  expect(await waitingOf(id!)).toMatchObject({ reason: 'no-worker' });
  await beat();
  await world.passSeconds(4);
  expect(await waitingOf(id!)).toMatchObject({ reason: 'queued' });
  await world.passSeconds(1);
  expect(await waitingOf(id!)).toMatchObject({ reason: 'no-worker' });
});

test('not due yet: scheduled or in its backoff, until the moment it is due', async () => {
  await beat();
  const failing = await startJob(world.core, { retryDelaySeconds: 4 });
  const error = jobError('handler-error', 'Again.');
  await settleJob(world.core, 'pdf', failing, { kind: 'fail', error, retryable: true });
  const dueAt = new Date(world.now() + 4_000);
  const [scheduled] = await queueUp({ runAt: dueAt });
  expect(await waitingOf(failing.jobId)).toEqual({ reason: 'backoff', dueAt, position: null, estimatedStartAt: dueAt });
  expect(await waitingOf(scheduled!)).toEqual({ reason: 'scheduled', dueAt, position: null, estimatedStartAt: dueAt });
  await world.passSeconds(3);
  await beat();
  expect(await waitingOf(scheduled!)).toMatchObject({ reason: 'queued' });
});

test('the estimate: rounds of the recent run time over the slots that live', async () => {
  for (const seconds of [10, 20, 30]) {
    const job = await startJob(world.core);
    await world.passSeconds(seconds);
    await world.core.queue.touch(world.core.pool, 'pdf', job);
    await settleJob(world.core, 'pdf', job, { kind: 'complete', result: null, mainArtifactId: null });
  }
  const line = await queueUp({}, {}, {}, {}, {}, {});
  await beat(2);
  const inSeconds = async (id: string): Promise<number> =>
    ((await waitingOf(id))!.estimatedStartAt!.getTime() - world.now()) / 1000;
  expect(await Promise.all(line.map(inSeconds))).toEqual([0, 0, 10, 20, 30, 40]);
});

test('a list says why, at the cost of one look; what runs does not wait', async () => {
  const running = await startJob(world.core);
  const [id] = await queueUp({});
  const filter = {
    statuses: null,
    type: null,
    userId: null,
    sessionId: null,
    tag: null,
    createdAfter: null,
    createdBefore: null,
    search: null,
  };
  const jobs = await listJobs(world.core.pool, VIEWER, filter, null, 10);
  const waiting = await describeWaitingOfMany(world.core.pool, jobs);
  expect(waiting.get(id!)).toMatchObject({ reason: 'no-worker' });
  expect(waiting.has(running.jobId)).toBe(false);
  expect(await waitingOf(running.jobId)).toBeNull();
});
