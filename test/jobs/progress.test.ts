import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { findJob } from '../../src/jobs/job-reader.ts';
import { transaction } from '../../src/db/transaction.ts';
import { reportProgress } from '../../src/jobs/lease.ts';
import { saveLog } from '../../src/jobs/lease-store.ts';
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

test('the times of events rise with their numbers, also of a change that had to wait for another', async () => {
  const { pool, hints } = world.core;
  const setClock = (to: string): Promise<unknown[]> =>
    pool.query(
      `create or replace function pressroom.clock() returns timestamptz language sql stable as 'select ${to}'`,
    );
  await setClock('now()');
  const job = await startJob(world.core);
  await transaction(pool, hints, async (tx) => {
    await tx.query('select 1');
    await reportProgress(world.core, job, { percent: 20 });
    await saveLog(tx, job, 'info', 'Begun before the progress, written after it.');
  });
  await setClock('pgboss.job_now()');
  const events = await pool.query<{ seq: number }>(
    'select seq from pressroom.job_events where job_id = $1 order by created_at',
    [job.jobId],
  );
  expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
});
