import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { findJob } from '../../src/jobs/job-reader.ts';
import { reportProgress } from '../../src/jobs/lease.ts';
import { jobError } from '../../src/jobs/rules.ts';
import { settleJob } from '../../src/jobs/settle-job.ts';
import { openWorld, type World } from './model/world.ts';
import { claimOne, startJob, VIEWER } from './some-jobs.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
beforeEach(() => world.clear());
afterAll(() => world.close());

const percentOf = async (id: string): Promise<number | undefined> => (await world.look()).get(id)?.row?.percent;

test('progress never goes back within an attempt, and starts over with the next', async () => {
  const job = await startJob(world.core, { retryDelaySeconds: 0 });
  const seen: unknown[] = [];
  for (const percent of [10, 50, 30, -5, Number.NaN, Number.NEGATIVE_INFINITY, 60, 250, 0]) {
    await reportProgress(world.core, job, { percent });
    seen.push(await percentOf(job.jobId));
  }
  expect(seen).toEqual([10, 50, 50, 50, 50, 50, 60, 100, 100]);
  const { row } = (await world.look()).get(job.jobId)!;
  expect(row?.events.filter(({ type }) => type === 'progress').map(({ percent }) => percent)).toEqual(seen);
  await settleJob(world.core, 'pdf', job, { kind: 'fail', error: jobError('handler-error', 'No.'), retryable: true });
  await claimOne(world.core);
  expect(await percentOf(job.jobId)).toBe(0);
});

test('what a report leaves out stays as it was', async () => {
  const job = await startJob(world.core);
  await reportProgress(world.core, job, { percent: 20, stage: 'reading', message: 'page 1' });
  await reportProgress(world.core, job, { message: 'page 2' });
  const told = { progressPercent: 20, progressStage: 'reading', progressMessage: 'page 2' };
  expect(await findJob(world.core.pool, VIEWER, job.jobId)).toMatchObject(told);
});
