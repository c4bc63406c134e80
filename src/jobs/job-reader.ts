import type { Queryable } from '../db/pool.ts';
import { JOB_COLUMNS } from './job-columns.ts';
import { filterSql, type JobFilter } from './job-filter.ts';
import type { JobRecord } from './job.ts';
import type { JsonValue } from './json.ts';
import { isJobId, viewerValues, VISIBLE, type Viewer } from './viewer.ts';

/** Reads of jobs for those who ask. Nothing here locks or changes anything. */

export interface JobView extends JobRecord {
  /** The job that a manual retry made of this one. */
  retriedAs: string | null;
}

const VIEW_COLUMNS = `${JOB_COLUMNS},
  (select r.id from pressroom.document_jobs r where r.retried_from = d.id) as "retriedAs"`;

export async function findJob(db: Queryable, viewer: Viewer, jobId: string): Promise<JobView | null> {
  if (!isJobId(jobId)) return null;
  const rows = await db.query<JobView>(
    `select ${VIEW_COLUMNS} from pressroom.document_jobs d where ${VISIBLE} and d.id = $5`,
    [...viewerValues(viewer), jobId],
  );
  return rows[0] ?? null;
}

/** Several at once, in no order; those that are not the viewer's are left out. */
export function findJobs(db: Queryable, viewer: Viewer, jobIds: readonly string[]): Promise<JobView[]> {
  return db.query<JobView>(
    `select ${VIEW_COLUMNS} from pressroom.document_jobs d where ${VISIBLE} and d.id = any($5::uuid[])`,
    [...viewerValues(viewer), jobIds],
  );
}

/** As `findJob`, and the input, which may be megabytes. */
export async function findJobWithInput(
  db: Queryable,
  viewer: Viewer,
  jobId: string,
): Promise<(JobView & { input: JsonValue }) | null> {
  if (!isJobId(jobId)) return null;
  const rows = await db.query<JobView & { input: JsonValue }>(
    `select ${VIEW_COLUMNS}, d.input from pressroom.document_jobs d where ${VISIBLE} and d.id = $5`,
    [...viewerValues(viewer), jobId],
  );
  return rows[0] ?? null;
}

/** Whether a job that is not there was once the viewer's, and is now deleted or pruned. */
export async function isGone(db: Queryable, viewer: Viewer, jobId: string): Promise<boolean> {
  if (!isJobId(jobId)) return false;
  const rows = await db.query(
    `select 1 from (select job_id as id, tenant, user_id, session_id from pressroom.tombstones) d where ${VISIBLE} and d.id = $5`,
    [...viewerValues(viewer), jobId],
  );
  return rows.length > 0;
}

/** Jobs newest first (a job's id carries its time), those below `beforeId`. */
export function listJobs(
  db: Queryable,
  viewer: Viewer,
  filter: JobFilter,
  beforeId: string | null,
  limit: number,
): Promise<JobView[]> {
  const { condition, values } = filterSql(viewer, filter);
  return db.query<JobView>(
    `select ${VIEW_COLUMNS} from pressroom.document_jobs d
     where ${condition} and ($15::uuid is null or d.id < $15) order by d.id desc limit $16`,
    [...values, beforeId, limit],
  );
}

/** A client that comes back wants what is going on and what has just ended. */
const ACTIVE_MAX_AGE = '1 hour';
const JUST_FINISHED = '5 minutes';
export const MAX_ACTIVE_JOBS = 200;

export interface ActiveFilter {
  userId: string | null;
  sessionId: string | null;
  jobIds?: string[] | null;
  type?: string | null;
}

/**
 * What is not terminal (at most an hour old, or running) and what finished in the last 5 minutes, newest first, below
 * `beforeId`.
 */
export function listActiveJobs(
  db: Queryable,
  viewer: Viewer,
  filter: ActiveFilter,
  beforeId: string | null = null,
  limit = MAX_ACTIVE_JOBS,
): Promise<JobView[]> {
  return db.query<JobView>(
    `select ${VIEW_COLUMNS} from pressroom.document_jobs d
     where ${VISIBLE} and ($5::text is null or d.user_id = $5) and ($6::text is null or d.session_id = $6)
       and ($7::uuid[] is null or d.id = any($7)) and ($8::text is null or d.type = $8)
       and (d.status in ('running', 'cancelling')
         or (d.finished_at is null and d.created_at > pressroom.clock() - interval '${ACTIVE_MAX_AGE}')
         or d.finished_at > pressroom.clock() - interval '${JUST_FINISHED}')
       and ($9::uuid is null or d.id < $9)
     order by d.id desc limit $10`,
    [
      ...viewerValues(viewer),
      filter.userId,
      filter.sessionId,
      filter.jobIds ?? null,
      filter.type ?? null,
      beforeId,
      limit,
    ],
  );
}
