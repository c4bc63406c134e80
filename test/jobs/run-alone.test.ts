import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { claimJobs, type ClaimedJob } from '../../src/jobs/claim-jobs.ts';
import { findDueWork } from '../../src/jobs/due-work.ts';
import type { NewJobRow } from '../../src/jobs/job-store.ts';
import { findJob } from '../../src/jobs/job-reader.ts';
import { reconcile } from '../../src/jobs/reconcile.ts';
import { jobError } from '../../src/jobs/rules.ts';
import { settleJob } from '../../src/jobs/settle-job.ts';
import { recordWorker } from '../../src/jobs/worker-registry.ts';
import { openWorld, type World } from './model/world.ts';
import { claimOne, enqueue, newJob, startJob, VIEWER } from './some-jobs.ts';

/** A job whose workers died under it runs alone from then on: what that does to the next worker hits nobody else. */
let world: World;
beforeAll(async () => {
  world = await openWorld();
});
beforeEach(async () => {
  await world.clear();
  await world.core.pool.query('delete from pressroom.workers');
});
afterAll(() => world.close());

const SELF = { id: 'worker-1', running: 2 };

async function loseWorker(): Promise<void> {
  await world.passSeconds(11);
  await world.core.queue.supervise();
  await reconcile(world.core);
}

/** Jobs whose workers were lost twice. */
async function suspects(...jobs: NewJobRow[]): Promise<void> {
  for (const job of jobs) await enqueue(world.core, job);
  for (let loss = 1; loss <= 2; loss += 1) {
    await claimJobs(world.core, 'pdf', jobs.length, 'worker-1');
    await loseWorker();
  }
}

async function suspect(changes: Partial<NewJobRow> = {}): Promise<string> {
  const job = newJob(changes);
  await suspects(job);
  return job.id;
}

const claim = (which: 'alone' | 'together'): Promise<ClaimedJob[]> =>
  claimJobs(world.core, 'pdf', 10, 'worker-1', which);

test('a machine that dies is no suspicion: what was lost once runs with the others', async () => {
  const { jobId } = await startJob(world.core);
  await loseWorker();
  expect(await claim('alone')).toEqual([]);
  expect(await claim('together')).toMatchObject([{ jobId, attempt: 2, runsAlone: false }]);
});

test('what was lost twice is passed over by who takes several, and taken by who takes it alone', async () => {
  const jobId = await suspect();
  const other = newJob({ priority: -100 });
  await enqueue(world.core, other);
  expect(await findDueWork(world.core.pool, ['pdf'], SELF)).toEqual({
    together: ['pdf'],
    alone: { type: 'pdf', isOurs: true },
  });
  expect(await claim('together')).toMatchObject([{ jobId: other.id }]);
  expect(await claim('together')).toEqual([]);
  expect(await claim('alone')).toMatchObject([{ jobId, attempt: 3, runsAlone: true }]);
  expect(await findDueWork(world.core.pool, ['pdf'], SELF)).toEqual({ together: [], alone: null });
});

test('what may be lost once only is run alone after that', async () => {
  const { jobId } = await startJob(world.core, { maxAttempts: 2 });
  await loseWorker();
  expect(await claim('together')).toEqual([]);
  expect(await claim('alone')).toMatchObject([{ jobId, attempt: 2 }]);
});

test.each([
  ['given back', { kind: 'release' }],
  ['failed by its handler', { kind: 'fail', error: jobError('handler-error', 'It went wrong.'), retryable: true }],
] as const)('it stays so when it is %s', async (_name, settlement) => {
  const jobId = await suspect({ maxAttempts: 9, retryDelaySeconds: 0 });
  const [held] = await claim('alone');
  await settleJob(world.core, 'pdf', held!, settlement);
  expect(await claim('together')).toEqual([]);
  expect(await claim('alone')).toMatchObject([{ jobId, runsAlone: true }]);
});

test('of several the most urgent comes first', async () => {
  const [low, high] = [newJob({ priority: -100 }), newJob({ priority: 100 })];
  await suspects(low, high);
  const claimed = await claimJobs(world.core, 'pdf', 1, 'worker-1', 'alone');
  expect(claimed).toMatchObject([{ jobId: high.id }]);
  expect(await claim('alone')).toMatchObject([{ jobId: low.id }]);
});

test('a loss that shows only when the job is claimed again: the claim is undone, and it runs alone', async () => {
  const { jobId } = await startJob(world.core);
  await loseWorker();
  await claimOne(world.core);
  await world.passSeconds(11);
  await world.core.queue.supervise(); // and nobody reconciles
  await world.passSeconds(6);
  expect(await claim('together')).toEqual([]);
  expect(await findJob(world.core.pool, VIEWER, jobId)).toMatchObject({ status: 'retrying', attempt: 2 });
  expect(await claim('together')).toEqual([]);
  const [held] = await claim('alone');
  expect(held).toMatchObject({ jobId, attempt: 3, runsAlone: true });
  expect(await settleJob(world.core, 'pdf', held!, { kind: 'complete', result: 1, mainArtifactId: null })).toBe(
    'completed',
  );
});

test('the last attempt may be undone so as well', async () => {
  const { jobId } = await startJob(world.core, { maxAttempts: 2 });
  await world.passSeconds(11);
  await world.core.queue.supervise();
  await world.passSeconds(6);
  expect(await claim('together')).toEqual([]);
  expect(await claim('alone')).toMatchObject([{ jobId, attempt: 2 }]);
});

describe('room for it is made by', () => {
  const worker = (id: string, running: number, types = ['pdf']) =>
    recordWorker(world.core.pool, { id, types, concurrency: 4, running });
  const isOurs = async (running: number): Promise<boolean | undefined> =>
    (await findDueWork(world.core.pool, ['pdf'], { id: 'b', running })).alone?.isOurs;

  test('the worker that runs the fewest jobs, the first of those by name', async () => {
    await suspect();
    await Promise.all([worker('a', 2), worker('b', 0), worker('c', 2)]);
    expect(await isOurs(1)).toBe(true);
    expect(await isOurs(2)).toBe(false);
    await worker('a', 3);
    expect(await isOurs(2)).toBe(true);
    expect(await isOurs(3)).toBe(false);
  });

  test('not by one that does not run its type, or is dead', async () => {
    await suspect();
    await Promise.all([worker('a', 0, ['spreadsheet']), worker('b', 0), worker('c', 0)]);
    await world.passSeconds(6);
    await worker('b', 4);
    expect(await isOurs(4)).toBe(true);
  });
});
