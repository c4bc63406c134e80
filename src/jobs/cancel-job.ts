import { retriedTransaction, type Tx } from '../db/transaction.ts';
import type { JobsCore } from './core.ts';
import { lockJobs, writeSteps } from './job-store.ts';
import type { JobRecord, JobStatus } from './job.ts';
import { findJob } from './job-reader.ts';
import { cancelRequested } from './rules.ts';
import { canMove } from './transitions.ts';
import type { Viewer } from './viewer.ts';

/**
 * Asks a job to stop. One that does not run is cancelled at once, with its queue record; a running one becomes
 * `cancelling` and its worker is told. A job that is cancelling or finished already stays as it is.
 *
 * @returns the status after the call, or null when the viewer has no such job.
 */
export async function cancelJob(
  core: JobsCore,
  viewer: Viewer,
  jobId: string,
  reason: string | null,
): Promise<JobStatus | null> {
  const seen = await findJob(core.pool, viewer, jobId);
  if (!seen) return null;
  const answers = await retriedTransaction(core.pool, core.hints, (tx) => cancelSeen(core, tx, [seen], reason, null));
  return answers.get(seen.id)?.status ?? null;
}

export interface CancelAnswer {
  /** After the call. */
  status: JobStatus;
  /** Whether this call made it so. */
  isChanged: boolean;
}

/**
 * As `cancelJob` for several at once, inside the caller's transaction.
 *
 * @param only a job in another status than these stays as it is; null: any.
 * @returns by id; a job that is not there is left out.
 */
export async function cancelInTx(
  core: JobsCore,
  tx: Tx,
  jobIds: readonly string[],
  reason: string | null,
  only: readonly JobStatus[] | null,
): Promise<Map<string, CancelAnswer>> {
  const seen = await tx.query<Seen>(
    'select id, type from pressroom.document_jobs where id = any($1::uuid[]) order by id',
    [jobIds],
  );
  return cancelSeen(core, tx, seen, reason, only);
}

type Seen = Pick<JobRecord, 'id' | 'type'>;

async function cancelSeen(
  core: JobsCore,
  tx: Tx,
  seen: readonly Seen[],
  reason: string | null,
  only: readonly JobStatus[] | null,
): Promise<Map<string, CancelAnswer>> {
  for (const [type, ids] of idsByType(seen)) await core.queue.lockAll(tx, type, ids);
  const jobs = await lockJobs(
    tx,
    seen.map(({ id }) => id),
  );
  const meant = jobs.filter(({ status }) => (only === null || only.includes(status)) && canMove(status, 'cancel'));
  const steps = meant.map((job) => ({
    jobId: job.id,
    type: job.type,
    at: job.now,
    ...cancelRequested(job, reason, job.now),
  }));
  const ended = steps.filter(({ next }) => next.status === 'cancelled').map(({ jobId: id, type }) => ({ id, type }));
  for (const [type, ids] of idsByType(ended)) await core.queue.cancel(tx, type, ids);
  if (steps.length > 0) await writeSteps(tx, steps);
  for (const { jobId: key } of steps) {
    tx.hint({ topic: 'job', key });
    tx.hint({ topic: 'cancel', key });
  }
  const now = new Map(steps.map(({ jobId, next }) => [jobId, next.status]));
  return new Map(jobs.map(({ id, status }) => [id, { status: now.get(id) ?? status, isChanged: now.has(id) }]));
}

function idsByType(jobs: readonly Seen[]): [type: string, ids: string[]][] {
  return [...Map.groupBy(jobs, ({ type }) => type)].map(([type, own]) => [type, own.map(({ id }) => id)]);
}
