import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { transaction } from '../../src/db/transaction.ts';
import { pruneUploads } from '../../src/files/remove-uploads.ts';
import type { JobsCore } from '../../src/jobs/core.ts';
import { findDueWork } from '../../src/jobs/due-work.ts';
import { countJobs, foldFinishedCounts } from '../../src/jobs/finished-counts.ts';
import { enqueueJobs } from '../../src/jobs/enqueue-jobs.ts';
import type { JobFilter } from '../../src/jobs/job-filter.ts';
import { listJobs } from '../../src/jobs/job-reader.ts';
import { countLiveJobs } from '../../src/jobs/live-counts.ts';
import { reconcile, WAITING_SLICE } from '../../src/jobs/reconcile.ts';
import { cleanup } from '../../src/jobs/remove-jobs.ts';
import { numberNewEvents } from '../../src/jobs/sequencer.ts';
import { sweepBlobs } from '../../src/storage/sweep-blobs.ts';
import { openWorld, type World } from './model/world.ts';
import { newJob, VIEWER } from './some-jobs.ts';

/** What is done again and again reads what there is to do, however much else there is: no large table from end to end. */
let world: World;
beforeAll(async () => {
  world = await openWorld(1); // one connection: what it has read is all that was read
  await fill(world.core);
  await world.core.queue.supervise(); // with what it does once a day
  await world.passSeconds(2);
});
afterAll(() => world.close());

const ALL_JOBS: JobFilter = {
  ...{ statuses: null, type: null, userId: null, sessionId: null, tag: null },
  ...{ createdAfter: null, createdBefore: null, search: null },
};

const TASKS: Record<string, (core: JobsCore) => Promise<unknown>> = {
  'comparing jobs with the queue': (core) => reconcile(core),
  'numbering events': (core) => numberNewEvents(core),
  'looking for due jobs': (core) => findDueWork(core.pool, ['pdf', 'spreadsheet'], { id: 'worker-1', running: 0 }),
  'counting live jobs': (core) => countLiveJobs(core.pool, null),
  'counting all jobs': (core) => countJobs(core.pool, 'acme'),
  'folding counts': (core) => foldFinishedCounts(core.pool),
  'searching by words': (core) => listJobs(core.pool, VIEWER, { ...ALL_JOBS, search: 'weekly' }, null, 51),
  'listing what failed': (core) => listJobs(core.pool, VIEWER, { ...ALL_JOBS, statuses: ['failed'] }, null, 51),
  'listing what runs': (core) => listJobs(core.pool, VIEWER, { ...ALL_JOBS, statuses: ['running'] }, null, 51),
  'removing what is past its time': (core) => cleanup(core, null),
  'removing uploads': (core) => pruneUploads(core),
  'removing blobs': (core) => sweepBlobs(core, () => {}),
  'supervising attempts': (core) => core.queue.supervise(),
};

test.each(Object.keys(TASKS))('%s', async (name) => {
  const before = await rowsRead(world.core);
  await TASKS[name]!(world.core);
  const after = await rowsRead(world.core);
  expect(after.scanned).toBe(before.scanned);
  expect(after.fetched - before.fetched).toBeLessThan(2 * WAITING_SLICE);
});

const TABLES = ['pressroom.document_jobs', 'pressroom.job_events', 'pressroom.blobs', 'pgboss.job_common'];
const WAITING = 2_000;
const FINISHED = 4_000;
const EVENTS_EACH = 3;

/** Half of what waits is due; nothing is past its time. */
async function fill(core: JobsCore): Promise<void> {
  const requests = Array.from({ length: WAITING }, (_, at) => ({
    job: newJob({ runAt: at % 2 === 0 ? null : new Date(world.now() + 3_600_000) }),
    idempotency: null,
  }));
  await transaction(core.pool, core.hints, (tx) => enqueueJobs(tx, core.queue, requests));
  await core.pool.query(
    `insert into pressroom.document_jobs
     select copy.* from (select to_jsonb(j) as one from pressroom.document_jobs j limit 1) d, generate_series(1, ${FINISHED}) n,
       jsonb_populate_record(null::pressroom.document_jobs, d.one || jsonb_build_object('id', gen_random_uuid(), 'n', n,
         'status', 'completed', 'last_seq', ${EVENTS_EACH}, 'finished_at', pressroom.clock(),
         'expires_at', pressroom.clock() + interval '1 day')) copy`,
  );
  await core.pool.query(
    `insert into pressroom.job_events (job_id, seq, tenant, type, attempt, data, created_at)
     select id, seq, tenant, 'log', 1, '{}', created_at from pressroom.document_jobs, generate_series(1, ${EVENTS_EACH}) seq
     where finished_at is not null`,
  );
  await core.pool.query(
    `insert into pressroom.blobs (id, store, size_bytes, sha256, created_at, touched_at)
     select gen_random_uuid(), 'postgres', 1, 'x', pressroom.clock(), pressroom.clock() from generate_series(1, ${FINISHED})`,
  );
  await numberNewEvents(core);
  for (const table of TABLES) await vacuum(core, table);
}

/** Until the table's map says of every page that all see it: another look at the database, such as autovacuum's, may forbid that. */
async function vacuum({ pool }: JobsCore, table: string): Promise<void> {
  for (;;) {
    await pool.query(`vacuum (analyze) ${table}`);
    const [row] = await pool.query<{ isDone: boolean }>(
      'select relallvisible = relpages as "isDone" from pg_class where oid = $1::regclass',
      [table],
    );
    if (row?.isDone) return;
  }
}

/** Of these tables, by reading one from end to end, and by an index. */
async function rowsRead({ pool }: JobsCore): Promise<{ scanned: number; fetched: number }> {
  await pool.query('select pg_stat_force_next_flush(), pg_stat_clear_snapshot()');
  const [rows] = await pool.query<{ scanned: number; fetched: number }>(
    `select sum(seq_tup_read)::float8 as scanned, sum(idx_tup_fetch)::float8 as fetched from pg_stat_user_tables
     where schemaname || '.' || relname = any($1)`,
    [TABLES],
  );
  return rows!;
}
