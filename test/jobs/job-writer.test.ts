import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { NewJobRow } from '../../src/jobs/job-store.ts';
import { createJobWriter } from '../../src/jobs/job-writer.ts';
import { openWorld, type World } from './model/world.ts';
import { newJob } from './some-jobs.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
beforeEach(() => world.clear());
afterAll(() => world.close());

/** The first two are written at once, each alone; the others wait meanwhile and are written together. */
function createTogether(jobs: NewJobRow[]) {
  const writer = createJobWriter(world.core);
  const creates = [newJob(), newJob(), ...jobs].map((job) => writer.create({ job, idempotency: null }));
  return Promise.allSettled(creates.slice(2));
}

/** How many jobs each transaction wrote, but for the first two. */
async function batchSizes(jobs: NewJobRow[]): Promise<number[]> {
  const rows = await world.core.pool.query<{ count: number }>(
    'select count(*) as count from pressroom.document_jobs where id = any($1::uuid[]) group by xmin::text order by 1',
    [jobs.map(({ id }) => id)],
  );
  return rows.map(({ count }) => count);
}

const jobsOf = (count: number, changes: Partial<NewJobRow> = {}): NewJobRow[] =>
  Array.from({ length: count }, () => newJob(changes));

test('creates that arrive together share a transaction, a hundred at most', async () => {
  const jobs = jobsOf(150);
  await createTogether(jobs);
  expect(await batchSizes(jobs)).toEqual([50, 100]);
});

test('large inputs are not written together', async () => {
  const jobs = jobsOf(4, { inputJson: JSON.stringify('x'.repeat(1_500_000)) });
  await createTogether(jobs);
  expect(await batchSizes(jobs)).toEqual([2, 2]);
});

test('a job that the database refuses does not harm those that came with it', async () => {
  const jobs = jobsOf(10);
  jobs[4] = newJob({ title: 'NUL \0' });
  const outcomes = await createTogether(jobs);
  expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual(jobs.map((_, index) => index !== 4));
  expect((await world.look()).size).toBe(2 + 9);
});

test('two creates with one key that arrive together are the same job', async () => {
  const writer = createJobWriter(world.core);
  const idempotency = { owner: '', key: 'k', fingerprint: 'f' };
  const blockers = jobsOf(2).map((job) => writer.create({ job, idempotency: null }));
  const outcomes = await Promise.all(jobsOf(2).map((job) => writer.create({ job, idempotency })));
  await Promise.all(blockers);
  expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['created', 'replayed']);
  expect((await world.look()).size).toBe(2 + 1);
});
