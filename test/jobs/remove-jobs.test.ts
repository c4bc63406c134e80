import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { findJob, isGone } from '../../src/jobs/job-reader.ts';
import { cleanup, deleteJob } from '../../src/jobs/remove-jobs.ts';
import { retryJob } from '../../src/jobs/retry-job.ts';
import { settleJob } from '../../src/jobs/settle-job.ts';
import { openWorld, type World } from './model/world.ts';
import { enqueue, newJob, startJob, VIEWER } from './some-jobs.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
beforeEach(() => world.clear());
afterAll(() => world.close());

async function finished(changes = {}): Promise<string> {
  const job = await startJob(world.core, changes);
  await settleJob(world.core, job.type, job, { kind: 'complete', result: null, mainArtifactId: null });
  return job.jobId;
}

const STRANGER = { ...VIEWER, tenant: 'other' };

test('a job is kept to the last second of its retention, then pruned with its events; its id stays known for 30 days', async () => {
  const id = await finished({ retentionSeconds: 100 });
  await world.passSeconds(99);
  expect(await cleanup(world.core, null)).toMatchObject({ jobs: 0 });
  await world.passSeconds(1);
  expect(await cleanup(world.core, null)).toMatchObject({ jobs: 1 });
  expect(await findJob(world.core.pool, VIEWER, id)).toBeNull();
  expect([await isGone(world.core.pool, VIEWER, id), await isGone(world.core.pool, STRANGER, id)]).toEqual([
    true,
    false,
  ]);
  await world.passSeconds(30 * 86_400 - 1);
  expect(await cleanup(world.core, null)).toMatchObject({ tombstones: 0 });
  await world.passSeconds(1);
  expect(await cleanup(world.core, null)).toMatchObject({ tombstones: 1 });
  expect(await isGone(world.core.pool, VIEWER, id)).toBe(false);
});

test("a tenant's cleanup leaves the jobs of others", async () => {
  await finished({ retentionSeconds: 1 });
  const theirs = await finished({ retentionSeconds: 1, tenant: 'other' });
  await world.passSeconds(10);
  expect(await cleanup(world.core, 'acme')).toMatchObject({ jobs: 1 });
  expect(await findJob(world.core.pool, STRANGER, theirs)).not.toBeNull();
});

test('more jobs than one batch holds are all removed', async () => {
  const { pool } = world.core;
  await finished({ retentionSeconds: 1 });
  await pool.query(
    `insert into pressroom.document_jobs select (jsonb_populate_record(null::pressroom.document_jobs,
       to_jsonb(d) || jsonb_build_object('id', gen_random_uuid()))).* from pressroom.document_jobs d, generate_series(1, 450)`,
  );
  await world.passSeconds(10);
  expect(await cleanup(world.core, null)).toMatchObject({ jobs: 451 });
});

test('a job that lives cannot be deleted', async () => {
  const job = newJob();
  await enqueue(world.core, job);
  expect(await deleteJob(world.core, VIEWER, job.id)).toBe('still-alive');
  expect(await deleteJob(world.core, STRANGER, job.id)).toBe('not-found');
});

test('a finished job is retried once, as a new job; two at once agree on it', async () => {
  const id = await finished();
  const outcomes = await Promise.all([retryJob(world.core, VIEWER, id), retryJob(world.core, VIEWER, id)]);
  const created = outcomes.find(({ kind }) => kind === 'created') as { jobId: string };
  expect(outcomes).toContainEqual({ kind: 'already-retried', retriedAs: created.jobId });
  expect(await findJob(world.core.pool, VIEWER, created.jobId)).toMatchObject({
    retriedFrom: id,
    status: 'queued',
    attempt: 0,
  });
  expect(await findJob(world.core.pool, VIEWER, id)).toMatchObject({ retriedAs: created.jobId, status: 'completed' });
  expect(await retryJob(world.core, VIEWER, created.jobId)).toEqual({ kind: 'still-alive' });
});
