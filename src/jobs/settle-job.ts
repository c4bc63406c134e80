import { retriedTransaction, type Tx } from '../db/transaction.ts';
import { dropUnfinishedArtifacts } from './artifact-store.ts';
import type { JobsCore } from './core.ts';
import type { JobError, JobStatus } from './job.ts';
import { lockJobs, writeSteps, type LockedJob } from './job-store.ts';
import type { JsonValue } from './json.ts';
import type { LeaseKey } from './lease-store.ts';
import { attemptFailed, cancelSettled, completed, released, type Step } from './rules.ts';
import { storableJson } from './storable-text.ts';

/** How an attempt ends. `acknowledge`: the handler stopped because the job is being cancelled. */
export type Settlement =
  | { kind: 'complete'; result: JsonValue; mainArtifactId: string | null }
  | { kind: 'fail'; error: JobError; retryable: boolean }
  | { kind: 'release' }
  | { kind: 'acknowledge' };

/**
 * Writes the end of an attempt, once: queue record, row and event in one transaction. A job that is being cancelled ends
 * as cancelled whatever the settlement says, and its result is discarded.
 *
 * @returns the job's new status, or null when the lease was lost: then nothing was written and the caller must stop.
 */
export function settleJob(
  core: JobsCore,
  type: string,
  lease: LeaseKey,
  settlement: Settlement,
): Promise<JobStatus | null> {
  return retriedTransaction(core.pool, core.hints, async (tx) => {
    const job = await lockHeldJob(core, tx, type, lease);
    if (!job) return null;
    const step = decideSettle(job, settlement);
    if (!(await settleRecord(core, tx, type, lease, job, step))) return null;
    await dropUnfinishedArtifacts(tx, lease.jobId);
    await writeSteps(tx, [{ jobId: lease.jobId, at: job.now, ...step }]);
    tx.hint({ topic: 'job', key: lease.jobId });
    if (step.next.status === 'queued') tx.hint({ topic: 'work', key: type });
    return step.next.status;
  });
}

/** The job under both locks, queue record first, if this lease still holds it. */
async function lockHeldJob(core: JobsCore, tx: Tx, type: string, lease: LeaseKey): Promise<LockedJob | null> {
  const record = await core.queue.lock(tx, type, lease.jobId);
  if (record?.state !== 'active' || record.retryCount !== lease.leaseNo) return null;
  const [job] = await lockJobs(tx, [lease.jobId]);
  const isHeld = job?.status === 'running' || job?.status === 'cancelling';
  return job && isHeld && job.leaseToken === lease.token ? job : null;
}

function decideSettle(job: LockedJob, settlement: Settlement): Step {
  if (job.status === 'cancelling') return cancelSettled(job, 'acknowledged', job.now);
  switch (settlement.kind) {
    case 'complete':
      return completed(
        job,
        { result: storable(settlement.result), mainArtifactId: settlement.mainArtifactId },
        job.now,
      );
    case 'fail':
      return attemptFailed(job, settlement.error, settlement.retryable, Math.random(), job.now);
    case 'release':
    case 'acknowledge': // nobody asked for a cancel: the handler stopped by itself, so the job is given back
      return released(job, job.now);
  }
}

function storable(result: JsonValue): JsonValue {
  return JSON.parse(storableJson(result) ?? 'null') as JsonValue;
}

/** The queue's side of a step, fenced. */
function settleRecord(
  core: JobsCore,
  tx: Tx,
  type: string,
  lease: LeaseKey,
  job: LockedJob,
  step: Step,
): Promise<boolean> {
  const { queue } = core;
  switch (step.next.status) {
    case 'completed':
      return queue.complete(tx, type, lease);
    case 'queued':
      return queue.release(tx, type, lease);
    case 'retrying':
      return queue.fail(tx, type, lease, step.next.dueAt.getTime() - job.now.getTime());
    case 'cancelled':
      return queue.cancelAttempt(tx, type, lease);
    default:
      return queue.fail(tx, type, lease, null);
  }
}
