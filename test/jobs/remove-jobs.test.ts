import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { findJob, isGone } from '../../src/jobs/job-reader.ts';
import { readFeedHead } from '../../src/jobs/event-feed.ts';
import { cleanup, deleteJob } from '../../src/jobs/remove-jobs.ts';
import { retryJob } from '../../src/jobs/retry-job.ts';
import { lockFeeds, numberNewEvents } from '../../src/jobs/sequencer.ts';
import { settleJob } from '../../src/jobs/settle-job.ts';
import { transaction } from '../../src/db/transaction.ts';
import { openWorld, type World } from './model/world.ts';
import { enqueue, newJob, startJob, untilBlocked, VIEWER } from './some-jobs.ts';

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

/** As many copies of a job, each with as many events as the row says that it has. */
async function copy(id: string, count: number, events: number): Promise<void> {
  const { pool } = world.core;
  await pool.query(
    `insert into pressroom.document_jobs
     select copy.* from pressroom.document_jobs d, generate_series(1, $2) n, jsonb_populate_record(null::pressroom.document_jobs,
       to_jsonb(d) || jsonb_build_object('id', gen_random_uuid(), 'last_seq', $3::int, 'n', n)) copy
     where d.id = $1`,
    [id, count, events],
  );
  await pool.query(
    `insert into pressroom.job_events (job_id, seq, tenant, type, attempt, data, created_at)
     select d.id, seq, tenant, 'log', 1, '{}', created_at from pressroom.document_jobs d, generate_series(1, $2) seq where id <> $1`,
    [id, events],
  );
}

async function countRows(table: string): Promise<number> {
  const [row] = await world.core.pool.query<{ count: number }>(`select count(*) as count from pressroom.${table}`);
  return row!.count;
}

test('more jobs than one batch holds are all removed, also by several at once', async () => {
  const id = await finished({ retentionSeconds: 1 });
  await copy(id, 1_200, 2);
  await world.passSeconds(10);
  const counts = await Promise.all([1, 2, 3].map(() => cleanup(world.core, null)));
  expect(counts.reduce((sum, { jobs }) => sum + jobs, 0)).toBe(1_201);
  expect([await countRows('document_jobs'), await countRows('job_events'), await countRows('tombstones')]).toEqual([
    0, 0, 1_201,
  ]);
});

test('a transaction removes few jobs with many events, and a job with very many as a whole', async () => {
  const id = await finished({ retentionSeconds: 1 });
  await copy(id, 4, 6_000);
  await world.passSeconds(10);
  let batches = 0;
  expect(await cleanup(world.core, null, () => (batches += 1) > 2)).toMatchObject({ jobs: 2 });
  expect(await countRows('document_jobs')).toBe(3);
  expect(await cleanup(world.core, null)).toMatchObject({ jobs: 3 });
  expect(await countRows('job_events')).toBe(0);
});

test('more keys than one statement removes are all removed', async () => {
  await world.core.pool.query(
    `insert into pressroom.idempotency_keys (tenant, owner, key, fingerprint, job_id, expires_at)
     select case when n % 2 = 0 then 'acme' else 'other' end, '', n::text, 'f', gen_random_uuid(), pressroom.clock()
     from generate_series(1, 25000) n`,
  );
  expect(await cleanup(world.core, 'acme')).toMatchObject({ idempotencyKeys: 12_500 });
  expect(await cleanup(world.core, null)).toMatchObject({ idempotencyKeys: 12_500 });
  expect(await countRows('idempotency_keys')).toBe(0);
});

test("the queue's records of what has ended go as well, by the service's own cleaning", async () => {
  await finished();
  const job = newJob();
  await enqueue(world.core, job);
  await world.passSeconds(61);
  const records = () => world.core.pool.query('select id from pgboss.job');
  await cleanup(world.core, 'acme');
  expect(await records()).toHaveLength(2);
  await cleanup(world.core, null);
  expect(await records()).toEqual([{ id: job.id }]);
});

test('jobs whose events have their feed numbers are removed while others are being numbered', async () => {
  await finished({ retentionSeconds: 1 });
  await numberNewEvents(world.core);
  await world.passSeconds(10);
  await transaction(world.core.pool, world.core.hints, async (tx) => {
    await lockFeeds(tx);
    expect(await cleanup(world.core, null)).toMatchObject({ jobs: 1 });
  });
  expect(await readFeedHead(world.core.pool, 'acme')).toMatchObject({ lastPos: 3, prunedPos: 3 });
});

test('a job with events that have none yet waits for the numbering, and the feed has no gap after it', async () => {
  await finished({ retentionSeconds: 1 });
  await world.passSeconds(10);
  const removed = await transaction(world.core.pool, world.core.hints, async (tx) => {
    await lockFeeds(tx);
    const cleaning = cleanup(world.core, null);
    await untilBlocked(world.core);
    return { cleaning };
  });
  expect(await removed.cleaning).toMatchObject({ jobs: 1 });
  await startJob(world.core);
  await numberNewEvents(world.core);
  expect(await readFeedHead(world.core.pool, 'acme')).toMatchObject({ lastPos: 2 });
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
