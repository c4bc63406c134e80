import { retriedTransaction } from '../db/transaction.ts';
import type { JobsCore } from './core.ts';
import { lockJobs, writeSteps } from './job-store.ts';
import type { JobStatus } from './job.ts';
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
  return retriedTransaction(core.pool, core.hints, async (tx) => {
    await core.queue.lock(tx, seen.type, jobId);
    const [job] = await lockJobs(tx, [jobId]);
    if (!job) return null;
    if (!canMove(job.status, 'cancel')) return job.status;
    const step = cancelRequested(job, reason, job.now);
    if (step.next.status === 'cancelled') await core.queue.cancel(tx, job.type, jobId);
    await writeSteps(tx, [{ jobId, ...step }]);
    tx.hint({ topic: 'job', key: jobId });
    tx.hint({ topic: 'cancel', key: jobId });
    return step.next.status;
  });
}
