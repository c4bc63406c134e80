import { randomUUID } from 'node:crypto';
import { PgBoss, TestClock } from 'pg-boss';
import { createPool, type Pool } from '../../../src/db/pool.ts';
import type { JobsCore } from '../../../src/jobs/core.ts';
import { createJobWriter, type JobWriter } from '../../../src/jobs/job-writer.ts';
import { createJobQueue } from '../../../src/jobs/queue.ts';
import { openBlobStores } from '../../../src/storage/blob-stores.ts';
import { createTestDatabase } from '../../helpers/database.ts';
import type { LeaseKey } from '../../../src/jobs/lease-store.ts';
import type { ModelRecord, Status } from './model.ts';

/** The real thing: a database, the queue, the verbs, and a clock that both schemas read and only the test moves. */
export interface World {
  core: JobsCore;
  writer: JobWriter;
  /** pg-boss as an operator would use it, past the service. */
  tools: PgBoss;
  now(): number;
  passSeconds(seconds: number): Promise<void>;
  /** All jobs and all queue records, at one instant. */
  look(): Promise<Map<string, Sight>>;
  /** What the last look saw. Commands find here how things were before them. */
  seen: Map<string, Sight>;
  /** The tokens of all claims, by `tokenKey`. */
  tokens: Map<string, string>;
  /** An empty database again. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** A lease by the number that the model knows it by; one that nobody has is fenced by a token of nobody. */
export function leaseOf({ tokens }: World, jobId: string, leaseNo: number): LeaseKey {
  return { jobId, leaseNo, token: tokens.get(tokenKey(jobId, leaseNo)) ?? randomUUID() };
}

export function tokenKey(jobId: string, leaseNo: number): string {
  return `${jobId} ${leaseNo}`;
}

export const TYPES = ['pdf', 'spreadsheet'] as const;
/** A whole second: Postgres keeps microseconds, JavaScript milliseconds, and neither may round here. */
export const START = Date.UTC(2030, 0, 1);

export interface SeenRow {
  id: string;
  status: Status;
  attempt: number;
  lease: number | null;
  percent: number;
  checkpoint: number | null;
  outcome: string | null;
  errorCode: string | null;
  lastSeq: number;
  dueAt: number;
  finishedAt: number | null;
  expiresAt: number | null;
  retriedFrom: string | null;
  events: { seq: number; type: string; attempt: number; status: string | null; percent: number | null }[];
  artifacts: string[];
}

export interface SeenRecord extends ModelRecord {
  startAfter: number;
  priority: number;
  createdOn: number;
  type: string;
  isHeartbeatOverdue: boolean;
}

export interface Sight {
  row: SeenRow | null;
  record: SeenRecord | null;
}

/** @param guard puts something between the service and its connections; what looks on from outside goes past it */
export async function openWorld(maxConnections = 6, guard: (pool: Pool) => Pool = (pool) => pool): Promise<World> {
  const database = await createTestDatabase();
  const connections = createPool({
    databaseUrl: database.url,
    applicationName: 'model',
    maxConnections,
    sessionOptions: '-c pgboss.test_clock=on',
  });
  const pool = guard(connections);
  const clock = new TestClock(START);
  const onError = (error: unknown): never => {
    throw error;
  };
  const queue = createJobQueue({ db: pool, types: TYPES, supervise: false, onError, clock });
  await queue.start();
  const tools = new PgBoss({
    db: { executeSql: (text, values) => pool.execute(text, values) },
    migrate: false,
    schedule: false,
    supervise: false,
  });
  tools.on('error', onError);
  await tools.start();
  for (const name of ['clock', 'event_time']) {
    await pool.query(
      `create or replace function pressroom.${name}() returns timestamptz language sql stable as 'select pgboss.job_now()'`,
    );
  }
  const blobs = await openBlobStores({ active: 'postgres', folder: null, s3: null }, pool);
  const core: JobsCore = { pool, queue, blobs, hints: { send: () => {} } };
  const world: World = {
    seen: new Map(),
    tokens: new Map(),
    core,
    writer: createJobWriter(core),
    tools,
    now: () => clock.now(),
    passSeconds: (seconds) => clock.setTime(clock.now() + seconds * 1000),
    look: async () => (world.seen = await look(connections)),
    async clear() {
      await clear(connections);
      world.seen = new Map();
    },
    async close() {
      await tools.stop({ graceful: false, close: false });
      await queue.stop();
      await pool.close();
      await database.drop();
    },
  };
  return world;
}

const MS = (column: string): string => `round(extract(epoch from ${column}) * 1000)::float8`;

async function look(pool: Pool): Promise<Map<string, Sight>> {
  const sights = await pool.query<Sight & { id: string }>(
    `select coalesce(d.id, q.id) as id,
       case when d.id is not null then json_build_object('id', d.id, 'status', d.status, 'attempt', d.attempt, 'lease', d.lease_no,
         'percent', d.progress_percent, 'checkpoint', d.checkpoint, 'outcome', d.cancel_outcome, 'errorCode', d.error ->> 'code',
         'lastSeq', d.last_seq, 'dueAt', ${MS('d.due_at')}, 'finishedAt', ${MS('d.finished_at')}, 'expiresAt', ${MS('d.expires_at')},
         'retriedFrom', d.retried_from,
         'events', (select coalesce(json_agg(json_build_object('seq', e.seq, 'type', e.type, 'attempt', e.attempt,
            'status', e.data ->> 'status', 'percent', e.data -> 'percent') order by e.seq), '[]')
            from pressroom.job_events e where e.job_id = d.id),
         'artifacts', (select coalesce(json_agg(coalesce(a.sha256, 'unfinished') order by a.name), '[]')
            from pressroom.artifacts a where a.job_id = d.id)) end as row,
       case when q.id is not null then json_build_object('state', q.state, 'retryCount', q.retry_count, 'priority', q.priority,
         'timedOut', coalesce(q.output #>> '{value,message}' = 'job timed out', false), 'type', q.name,
         'startAfter', ${MS('q.start_after')}, 'createdOn', ${MS('q.created_on')},
         'isHeartbeatOverdue', q.state = 'active' and q.heartbeat_on + q.heartbeat_seconds * interval '1 second' < pgboss.job_now()
       ) end as record
     from pressroom.document_jobs d full join pgboss.job q on q.id = d.id and q.name = d.type`,
  );
  return new Map(sights.map(({ id, row, record }) => [id, { row, record }]));
}

async function clear(pool: Pool): Promise<void> {
  await pool.query(
    `with jobs as (delete from pressroom.document_jobs), stones as (delete from pressroom.tombstones),
       keys as (delete from pressroom.idempotency_keys), heads as (delete from pressroom.feed_heads),
       pauses as (delete from pressroom.queue_pauses), flow as (delete from pressroom.job_flow),
       bulk as (delete from pressroom.bulk_actions)
     delete from pgboss.job`,
  );
  await pool.query('delete from pressroom.uploads');
  await pool.query('delete from pressroom.blobs');
}
