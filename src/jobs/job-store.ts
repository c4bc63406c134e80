import type { Queryable } from '../db/pool.ts';
import { JOB_COLUMNS } from './job-columns.ts';
import type { JobRecord, JobRequest } from './job.ts';
import type { JsonValue } from './json.ts';
import type { Step } from './rules.ts';
import { wordsOf } from './search-words.ts';

/** SQL on `document_jobs` for the verbs that change a job. Every change writes its event in the same statement. */

export interface NewJobRow extends JobRequest {
  /** The input as JSON text, stored as it is. */
  inputJson: string;
  /** null: due now. */
  runAt: Date | null;
  startWithinSeconds: number | null;
}

export type LockedJob = JobRecord & { now: Date };

/** Inserts jobs and their first events. */
export async function insertJobs(db: Queryable, jobs: NewJobRow[]): Promise<void> {
  await db.query(
    `with sent as (
       select s.*, coalesce(s."runAt", pressroom.clock()) as run from json_to_recordset($1::text::json) as s(
         id uuid, tenant text, "userId" text, "sessionId" text, "messageId" text, tags text[], metadata jsonb, type text,
         title text, "inputJson" text, priority integer, "maxAttempts" integer, "timeoutSeconds" integer,
         "retryDelaySeconds" integer, "retryBackoff" text, "retryMaxDelaySeconds" integer, "retentionSeconds" integer,
         reuse boolean, "retriedFrom" uuid, "runAt" timestamptz, "startWithinSeconds" integer, words text[])
     ), created as (
       insert into pressroom.document_jobs (id, tenant, user_id, session_id, message_id, tags, metadata, type, title,
         input, priority, max_attempts, timeout_seconds, retry_delay_seconds, retry_backoff, retry_max_delay_seconds,
         retention_seconds, reuse, retried_from, status, last_seq, created_at, run_at, due_at, start_deadline_at)
       select id, tenant, "userId", "sessionId", "messageId", tags, metadata, type, title, "inputJson"::json, priority,
         "maxAttempts", "timeoutSeconds", "retryDelaySeconds", "retryBackoff", "retryMaxDelaySeconds",
         "retentionSeconds", reuse, "retriedFrom", case when run > pressroom.clock() then 'scheduled' else 'queued' end, 1,
         pressroom.clock(), run, run, run + "startWithinSeconds" * interval '1 second'
       from sent
       returning id, tenant, status, run_at
     ), found_by as (
       insert into pressroom.job_words (job_id, words) select id, array_to_tsvector(words) from sent where words <> '{}'
     )
     insert into pressroom.job_events (job_id, seq, tenant, type, attempt, data, created_at)
     select id, 1, tenant, 'status', 0,
       jsonb_build_object('status', status, 'runAt', to_char(run_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')), pressroom.clock()
     from created order by id`,
    [JSON.stringify(jobs.map((job) => ({ ...job, words: wordsOf(job) })))],
  );
}

/**
 * Reads jobs under their row locks, in id order. The queue's own rows are locked before. `now` is never before what the
 * job's last event tells: a row that was changed meanwhile is read once more, time and all, when the lock is got.
 */
export function lockJobs(db: Queryable, ids: string[]): Promise<LockedJob[]> {
  return db.query<LockedJob>(
    `select ${JOB_COLUMNS}, pressroom.event_time() as now from pressroom.document_jobs d
     where d.id = any($1::uuid[]) order by d.id for update`,
    [ids],
  );
}

export interface JobStep extends Step {
  jobId: string;
  /** When it came about: the `now` that the job was locked with. */
  at: Date;
}

/** Writes the next state of jobs that are locked by this transaction, each with its event. One step a job. */
export async function writeSteps(db: Queryable, steps: JobStep[]): Promise<void> {
  const rows = steps.map(({ jobId, at, next, event }) => ({
    ...next,
    id: jobId,
    at,
    eventType: event.type,
    eventData: event.data,
  }));
  await db.query(
    `with steps as (
       select * from json_to_recordset($1::text::json) as s(
         id uuid, status text, attempt integer, "leaseNo" integer, "leaseToken" uuid, "workerId" text, "dueAt" timestamptz,
         "startedAt" timestamptz, "attemptStartedAt" timestamptz, "heartbeatAt" timestamptz, "finishedAt" timestamptz, "expiresAt" timestamptz,
         "progressPercent" double precision, "progressStage" text, "progressMessage" text, "progressUpdatedAt" timestamptz,
         result jsonb, "mainArtifactId" uuid, error jsonb, warnings jsonb, "reusedFrom" uuid, "cancelRequestedAt" timestamptz, "cancelReason" text,
         "cancelOutcome" text, "cancelSettledAt" timestamptz, "runsAlone" boolean, at timestamptz, "eventType" text, "eventData" jsonb)
     ), changed as (
       update pressroom.document_jobs d set
         status = s.status, attempt = s.attempt, lease_no = s."leaseNo", lease_token = s."leaseToken", worker_id = s."workerId", due_at = s."dueAt",
         started_at = s."startedAt", attempt_started_at = s."attemptStartedAt", heartbeat_at = s."heartbeatAt", finished_at = s."finishedAt",
         expires_at = s."expiresAt", progress_percent = s."progressPercent", progress_stage = s."progressStage",
         progress_message = s."progressMessage", progress_updated_at = s."progressUpdatedAt", result = s.result,
         main_artifact_id = s."mainArtifactId", error = s.error, warnings = s.warnings,
         reused_from = s."reusedFrom", cancel_requested_at = s."cancelRequestedAt",
         cancel_reason = s."cancelReason", cancel_outcome = s."cancelOutcome", cancel_settled_at = s."cancelSettledAt",
         runs_alone = s."runsAlone",
         last_seq = d.last_seq + 1
       from steps s where d.id = s.id
       returning d.id, d.tenant, d.last_seq, d.attempt, s.at, s."eventType", s."eventData"
     )
     insert into pressroom.job_events (job_id, seq, tenant, type, attempt, data, created_at)
     select id, last_seq, tenant, "eventType", attempt, "eventData", at from changed order by id`,
    [JSON.stringify(rows)],
  );
}

/** What only the worker needs of jobs that it has just claimed. */
export function readWork(
  db: Queryable,
  ids: string[],
): Promise<{ id: string; inputJson: string; checkpoint: JsonValue }[]> {
  return db.query(
    'select id, input::text as "inputJson", checkpoint from pressroom.document_jobs where id = any($1::uuid[])',
    [ids],
  );
}
