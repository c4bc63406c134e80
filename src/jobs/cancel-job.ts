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
  const answer = await retriedTransaction(core.pool, core.hints, (tx) => cancelSeen(core, tx, seen, reason, null));
  return answer?.status ?? null;
}

export interface CancelAnswer {
  /** After the call. */
  status: JobStatus;
  /** Whether this call made it so. */
  isChanged: boolean;
}

/**
 * As `cancelJob`, inside the caller's transaction.
 *
 * @param only a job in another status than these stays as it is; null: any.
 * @returns null when there is no such job.
 */
export async function cancelInTx(
  core: JobsCore,
  tx: Tx,
  jobId: string,
  reason: string | null,
  only: readonly JobStatus[] | null,
): Promise<CancelAnswer | null> {
  const [seen] = await tx.query<Seen>('select id, type from pressroom.document_jobs where id = $1', [jobId]);
  return seen ? cancelSeen(core, tx, seen, reason, only) : null;
}

type Seen = Pick<JobRecord, 'id' | 'type'>;

async function cancelSeen(
  core: JobsCore,
  tx: Tx,
  { id: jobId, type }: Seen,
  reason: string | null,
  only: readonly JobStatus[] | null,
): Promise<CancelAnswer | null> {
  await core.queue.lock(tx, type, jobId);
  const [job] = await lockJobs(tx, [jobId]);
  if (!job) return null;
  const isMeant = only === null || only.includes(job.status);
  if (!isMeant || !canMove(job.status, 'cancel')) return { status: job.status, isChanged: false };
  const step = cancelRequested(job, reason, job.now);
  if (step.next.status === 'cancelled') await core.queue.cancel(tx, job.type, jobId);
  await writeSteps(tx, [{ jobId, ...step }]);
  tx.hint({ topic: 'job', key: jobId });
  tx.hint({ topic: 'cancel', key: jobId });
  return { status: step.next.status, isChanged: true };
}
