import type { Queryable } from '../db/pool.ts';
import type { HeldStatus } from './job.ts';
import type { JsonValue } from './json.ts';
import type { QueueLease } from './queue.ts';

/**
 * What a worker writes while it holds a job. Each statement is fenced by the lease's token and the status, takes the
 * event's number from the job's row under its lock, and writes row and event together. No row back: the lease is lost.
 */

export interface LeaseKey extends QueueLease {
  /** Unique to the claim, also when the database lost one and gives its number out again. */
  token: string;
}

/** Whether the lease that `$1` and `$2` name still holds the job `d` and may write. */
export const FENCE = `d.id = $1 and d.lease_token = $2 and d.status = 'running'`;

function withEvent(changes: string, type: string, data: string, at = 'pressroom.event_time()'): string {
  return `with changed as (
      update pressroom.document_jobs d set last_seq = d.last_seq + 1, ${changes} where ${FENCE}
      returning d.id, d.tenant, d.last_seq, d.attempt, d.progress_percent, d.progress_stage, d.progress_message,
        d.progress_updated_at
    )
    insert into pressroom.job_events (job_id, seq, tenant, type, attempt, data, created_at)
    select id, last_seq, tenant, '${type}', attempt, ${data}, ${at} from changed
    returning seq`;
}

const SAVE_PROGRESS = withEvent(
  `progress_percent = greatest(d.progress_percent, coalesce($3::double precision, 0)),
   progress_stage = coalesce($4, d.progress_stage), progress_message = coalesce($5, d.progress_message),
   progress_updated_at = pressroom.event_time()`,
  'progress',
  `jsonb_build_object('percent', progress_percent, 'stage', progress_stage, 'message', progress_message)`,
  'progress_updated_at',
);

const SAVE_CHECKPOINT = withEvent(
  'checkpoint = $3::text::jsonb',
  'checkpoint',
  `jsonb_build_object('sizeBytes', octet_length($3::text))`,
);

const SAVE_LOG = withEvent(
  'heartbeat_at = d.heartbeat_at',
  'log',
  `jsonb_build_object('level', $3::text, 'message', $4::text)`,
);

/** The last entry of a job's warnings says that there were more. */
export const MAX_WARNINGS = 100;

/**
 * The row is locked before it is looked at: of two statements at once the second sees the first's warning. `held` tells
 * a lost lease from a warning that is there already, or has no room.
 */
const SAVE_WARNING = `with held as (
    select d.id, case when jsonb_array_length(d.warnings) = ${MAX_WARNINGS - 1} then $4::jsonb else $3::jsonb end as warning,
      not d.warnings @> jsonb_build_array($3::jsonb) and jsonb_array_length(d.warnings) < ${MAX_WARNINGS} as is_new
    from pressroom.document_jobs d where ${FENCE} for update
  ), changed as (
    update pressroom.document_jobs d set last_seq = d.last_seq + 1, warnings = d.warnings || jsonb_build_array(held.warning)
    from held where d.id = held.id and held.is_new
    returning d.id, d.tenant, d.last_seq, d.attempt, held.warning
  ), told as (
    insert into pressroom.job_events (job_id, seq, tenant, type, attempt, data, created_at)
    select id, last_seq, tenant, 'log', attempt, jsonb_build_object('level', 'warn', 'message', warning->'detail',
      'code', warning->'code', 'pointer', warning->'pointer'), pressroom.event_time() from changed
    returning seq
  )
  select (select seq from told) as seq from held`;

/** A warning as it is stored and shown. */
export type StoredWarning = { code: string; detail: string; pointer: string | null };

/**
 * Adds a warning to the job's row, with its event, unless it is there. `andMore` takes the last place instead of it.
 *
 * @returns `known` when nothing was added, null when the lease is lost.
 */
export async function saveWarning(
  db: Queryable,
  lease: LeaseKey,
  warning: StoredWarning,
  andMore: StoredWarning,
): Promise<'added' | 'known' | null> {
  const rows = await db.query<{ seq: number | null }>(SAVE_WARNING, [
    lease.jobId,
    lease.token,
    JSON.stringify(warning),
    JSON.stringify(andMore),
  ]);
  const [row] = rows;
  if (!row) return null;
  return row.seq === null ? 'known' : 'added';
}

export async function saveProgress(
  db: Queryable,
  lease: LeaseKey,
  update: { percent: number | null; stage: string | null; message: string | null },
): Promise<boolean> {
  const rows = await db.query(SAVE_PROGRESS, [lease.jobId, lease.token, update.percent, update.stage, update.message]);
  return rows.length === 1;
}

export async function saveCheckpoint(db: Queryable, lease: LeaseKey, json: string): Promise<boolean> {
  return (await db.query(SAVE_CHECKPOINT, [lease.jobId, lease.token, json])).length === 1;
}

export async function saveLog(db: Queryable, lease: LeaseKey, level: string, message: string): Promise<boolean> {
  return (await db.query(SAVE_LOG, [lease.jobId, lease.token, level, message])).length === 1;
}

const SAVE_ARTIFACT_EVENT = withEvent('heartbeat_at = d.heartbeat_at', 'artifact', '$3::jsonb');

export async function saveArtifactEvent(db: Queryable, lease: LeaseKey, artifact: JsonValue): Promise<boolean> {
  return (await db.query(SAVE_ARTIFACT_EVENT, [lease.jobId, lease.token, JSON.stringify(artifact)])).length === 1;
}

/** Notes that the worker lives; tells whether the job still runs, is to be cancelled, or (null) is no longer held. */
export async function saveHeartbeat(db: Queryable, lease: LeaseKey): Promise<HeldStatus | null> {
  const rows = await db.query<{ status: HeldStatus }>(
    `update pressroom.document_jobs set heartbeat_at = pressroom.clock()
     where id = $1 and lease_token = $2 and status in ('running', 'cancelling') returning status`,
    [lease.jobId, lease.token],
  );
  return rows[0]?.status ?? null;
}
