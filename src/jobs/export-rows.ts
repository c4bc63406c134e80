import type { Queryable } from '../db/pool.ts';
import { listArtifacts, type ArtifactRecord } from './artifact-store.ts';
import type { JobEvent } from './event-feed.ts';
import type { JobRecord } from './job.ts';
import type { JsonValue } from './json.ts';
import { isJobId, viewerValues, VISIBLE, type Viewer } from './viewer.ts';

/**
 * All that a viewer may see of jobs, of their events or of their files, for exports. Read in pages by key, each a short
 * statement of its own: no transaction stays open, and no more than a page is in memory. What comes after the beginning
 * is left out, so that an export of events does not export the events of itself for ever.
 */

export interface ExportFilter {
  type: 'jobs' | 'events' | 'artifacts';
  statuses: string[] | null;
  jobId: string | null;
  jobType: string | null;
  userId: string | null;
  sessionId: string | null;
  tag: string | null;
  /** Of the rows that are exported, whatever they are. */
  createdAfter: Date | null;
  createdBefore: Date | null;
}

export interface ExportPage {
  /** All have the same properties in the same order. */
  rows: { [name: string]: JsonValue }[];
  /** How many of the jobs that `countExportedJobs` counted have been passed. */
  jobsPassed: number;
}

const JOBS_AT_ONCE = 100;
const EVENTS_AT_ONCE = 1_000;

/** Without the input and the result, which may be megabytes. */
type ExportedJob = Pick<
  JobRecord,
  | 'id'
  | 'type'
  | 'title'
  | 'status'
  | 'priority'
  | 'attempt'
  | 'maxAttempts'
  | 'progressPercent'
  | 'progressStage'
  | 'userId'
  | 'sessionId'
  | 'messageId'
  | 'tags'
  | 'metadata'
  | 'error'
  | 'createdAt'
  | 'runAt'
  | 'startedAt'
  | 'finishedAt'
  | 'expiresAt'
  | 'retriedFrom'
>;

const EXPORTED_COLUMNS = `d.id, d.type, d.title, d.status, d.priority, d.attempt, d.max_attempts as "maxAttempts",
  d.progress_percent as "progressPercent", d.progress_stage as "progressStage", d.user_id as "userId",
  d.session_id as "sessionId", d.message_id as "messageId", d.tags, d.metadata, d.error, d.created_at as "createdAt",
  d.run_at as "runAt", d.started_at as "startedAt", d.finished_at as "finishedAt", d.expires_at as "expiresAt",
  d.retried_from as "retriedFrom"`;

const FILTERED = `${VISIBLE}
  and ($5::text[] is null or d.status = any($5)) and ($6::uuid is null or d.id = $6) and ($7::text is null or d.type = $7)
  and ($8::text is null or d.user_id = $8) and ($9::text is null or d.session_id = $9)
  and ($10::text is null or d.tags @> array[$10])
  and ($11::timestamptz is null or d.created_at >= $11) and d.created_at < $12`;

/** How many jobs there are to go through. */
export async function countExportedJobs(db: Queryable, viewer: Viewer, filter: ExportFilter): Promise<number> {
  const values = filterValues(viewer, filter, await endOf(db, filter));
  const [row] = await db.query<{ count: number }>(
    `select count(*) as count from pressroom.document_jobs d where ${FILTERED}`,
    values,
  );
  return row?.count ?? 0;
}

/** The rows, oldest job first. */
export async function* exportRows(db: Queryable, viewer: Viewer, filter: ExportFilter): AsyncGenerator<ExportPage> {
  const end = await endOf(db, filter);
  let jobsPassed = 0;
  for await (const jobs of jobPages(db, filterValues(viewer, filter, end))) {
    if (filter.type === 'jobs') yield { rows: jobs.map(jobRow), jobsPassed: jobsPassed + jobs.length };
    if (filter.type === 'artifacts') {
      yield { rows: await artifactRows(db, jobs, filter, end), jobsPassed: jobsPassed + jobs.length };
    }
    if (filter.type === 'events') {
      for await (const events of eventPages(db, jobs, filter.createdAfter, end)) {
        yield { rows: events.map(eventRow), jobsPassed };
      }
    }
    jobsPassed += jobs.length;
  }
}

/** What is asked for, but not later than now, by the database's clock. */
async function endOf(db: Queryable, { createdBefore }: ExportFilter): Promise<Date> {
  const [row] = await db.query<{ end: Date }>('select least(pressroom.clock(), $1::timestamptz) as end', [
    createdBefore,
  ]);
  if (!row) throw new Error('The database has no time');
  return row.end;
}

/** A job that is older than what is asked for may still have newer events and files. */
function filterValues(viewer: Viewer, filter: ExportFilter, end: Date): unknown[] {
  return [
    ...viewerValues(viewer),
    filter.statuses,
    filter.jobId !== null && isJobId(filter.jobId) ? filter.jobId : null,
    filter.jobType,
    filter.userId,
    filter.sessionId,
    filter.tag,
    filter.type === 'jobs' ? filter.createdAfter : null,
    end,
  ];
}

async function* jobPages(db: Queryable, values: unknown[]): AsyncGenerator<ExportedJob[]> {
  let afterId: string | null = null;
  for (;;) {
    const jobs: ExportedJob[] = await db.query<ExportedJob>(
      `select ${EXPORTED_COLUMNS} from pressroom.document_jobs d
       where ${FILTERED} and ($13::uuid is null or d.id > $13) order by d.id limit ${JOBS_AT_ONCE}`,
      [...values, afterId],
    );
    if (jobs.length > 0) yield jobs;
    if (jobs.length < JOBS_AT_ONCE) return;
    afterId = jobs.at(-1)?.id ?? null;
  }
}

function jobRow(job: ExportedJob): { [name: string]: JsonValue } {
  return {
    id: job.id,
    type: job.type,
    title: job.title,
    status: job.status,
    priority: job.priority,
    attempt: job.attempt,
    maxAttempts: job.maxAttempts,
    progressPercent: job.progressPercent,
    progressStage: job.progressStage,
    userId: job.userId,
    sessionId: job.sessionId,
    messageId: job.messageId,
    tags: job.tags,
    metadata: job.metadata as { [name: string]: JsonValue },
    error: job.error as JsonValue,
    createdAt: job.createdAt.toISOString(),
    runAt: job.runAt.toISOString(),
    startedAt: timeOf(job.startedAt),
    finishedAt: timeOf(job.finishedAt),
    expiresAt: timeOf(job.expiresAt),
    retriedFrom: job.retriedFrom,
  };
}

async function artifactRows(
  db: Queryable,
  jobs: ExportedJob[],
  { createdAfter }: ExportFilter,
  end: Date,
): Promise<ExportPage['rows']> {
  const artifacts = await listArtifacts(
    db,
    jobs.map((job) => job.id),
  );
  const inTime = artifacts.filter(({ createdAt }) => createdAt < end && (!createdAfter || createdAt >= createdAfter));
  const byJob = Map.groupBy(inTime, (artifact) => artifact.jobId);
  return jobs.flatMap((job) => (byJob.get(job.id) ?? []).map(artifactRow));
}

function artifactRow(artifact: ArtifactRecord): { [name: string]: JsonValue } {
  return {
    jobId: artifact.jobId,
    id: artifact.id,
    name: artifact.name,
    mediaType: artifact.mediaType,
    sizeBytes: artifact.sizeBytes,
    sha256: artifact.sha256,
    generator: artifact.generator,
    createdAt: artifact.createdAt.toISOString(),
  };
}

async function* eventPages(
  db: Queryable,
  jobs: ExportedJob[],
  createdAfter: Date | null,
  end: Date,
): AsyncGenerator<JobEvent[]> {
  const jobIds = jobs.map((job) => job.id);
  let after = { jobId: '00000000-0000-0000-0000-000000000000', seq: 0 };
  for (;;) {
    const events = await db.query<JobEvent>(
      `select e.job_id as "jobId", e.seq, e.type, e.attempt, e.created_at as "createdAt", e.data
       from pressroom.job_events e
       where e.job_id = any($1::uuid[]) and (e.job_id, e.seq) > ($2::uuid, $3::integer)
         and ($4::timestamptz is null or e.created_at >= $4) and e.created_at < $5
       order by e.job_id, e.seq limit ${EVENTS_AT_ONCE}`,
      [jobIds, after.jobId, after.seq, createdAfter, end],
    );
    if (events.length > 0) yield events;
    const last = events.at(-1);
    if (!last || events.length < EVENTS_AT_ONCE) return;
    after = last;
  }
}

/** As every transport shows an event, but for the addresses in it: these belong to the one who asks for them. */
function eventRow({ jobId, seq, type, attempt, createdAt, data }: JobEvent): { [name: string]: JsonValue } {
  const { artifactId, ...rest } = data as { [name: string]: JsonValue };
  const shown = type === 'artifact' && artifactId !== undefined ? { id: artifactId, ...rest } : data;
  return { jobId, seq, type, attempt, createdAt: createdAt.toISOString(), data: shown as JsonValue };
}

function timeOf(date: Date | null): string | null {
  return date?.toISOString() ?? null;
}
