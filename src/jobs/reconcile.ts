import { retriedTransaction, type Tx } from '../db/transaction.ts';
import { dropUnfinishedArtifacts } from './artifact-store.ts';
import type { JobsCore } from './core.ts';
import { isTerminal, isWaiting, type JobError, type JobStatus } from './job.ts';
import { lockJobs, writeSteps, type LockedJob } from './job-store.ts';
import type { QueueRecord } from './queue.ts';
import {
  attemptFailed,
  attemptLost,
  CANCEL_GRACE_SECONDS,
  cancelRequested,
  cancelSettled,
  isPastCancelGrace,
  isPastStartDeadline,
  jobError,
  queueRecordLost,
  startDeadlinePassed,
  type Step,
} from './rules.ts';

/** Repairs made in one pass; the next pass takes the rest. */
const MAX_REPAIRS = 200;

export interface Repair {
  jobId: string;
  type: string;
  from: JobStatus;
  to: JobStatus;
}

/**
 * Finds the live jobs that disagree with the queue, or whose time is up, and repairs each in a transaction of its own.
 * They come about when pg-boss fails an attempt by itself (lost heartbeat, expiry), when somebody uses pg-boss's own
 * tools, and when a deadline passes.
 *
 * @param onFailure told of a repair that could not be made; the others are made all the same.
 */
export async function reconcile(core: JobsCore, onFailure: (error: unknown) => void = rethrow): Promise<Repair[]> {
  const repairs: Repair[] = [];
  for (const { id, type } of await findSuspects(core)) {
    try {
      const repair = await retriedTransaction(core.pool, core.hints, (tx) => repairJob(core, tx, id, type));
      if (repair) repairs.push(repair);
    } catch (error) {
      onFailure(error);
    }
  }
  return repairs;
}

function rethrow(error: unknown): never {
  throw error;
}

/** One statement, so both tables are seen at one instant: what is in it really disagreed then. */
function findSuspects(core: JobsCore): Promise<{ id: string; type: string }[]> {
  return core.pool.query(
    `select d.id, d.type from pressroom.document_jobs d
     left join pgboss.job q on q.name = d.type and q.id = d.id
     where d.finished_at is null and d.status in ('scheduled', 'queued', 'running', 'retrying', 'cancelling') and (
       q.id is null
       or (d.status in ('running', 'cancelling') and (q.state <> 'active' or q.retry_count <> d.lease_no))
       or (d.status in ('scheduled', 'queued', 'retrying') and q.state not in ('created', 'retry'))
       or (d.status = 'cancelling' and d.cancel_requested_at <= pressroom.clock() - interval '${CANCEL_GRACE_SECONDS} seconds')
       or (d.started_at is null and d.start_deadline_at <= pressroom.clock())
     ) order by random() limit ${MAX_REPAIRS}`, // those that cannot be repaired must not keep the rest from it
  );
}

async function repairJob(core: JobsCore, tx: Tx, jobId: string, type: string): Promise<Repair | null> {
  const record = await core.queue.lock(tx, type, jobId);
  const [job] = await lockJobs(tx, [jobId]);
  if (!job || isTerminal(job.status)) return null;
  if (!record && mayStillStart(job)) return requeue(core, tx, job);
  const step = decideRepair(job, record);
  if (!step) return null;
  if (isTerminal(step.next.status)) await core.queue.cancel(tx, type, jobId);
  else await core.queue.delay(tx, type, jobId, step.next.dueAt.getTime() - job.now.getTime());
  await dropUnfinishedArtifacts(tx, jobId);
  await writeSteps(tx, [{ jobId, ...step }]);
  tx.hint({ topic: 'job', key: jobId });
  if (step.next.status === 'retrying') tx.hint({ topic: 'work', key: type });
  return { jobId, type, from: job.status, to: step.next.status };
}

/** Never claimed, so no lease of an earlier record can come back to life when the job gets a new one. */
function mayStillStart(job: LockedJob): boolean {
  return isWaiting(job.status) && job.leaseNo === null && !isPastStartDeadline(job, job.now);
}

/** What the truth is, given both sides; null when they agree (somebody else was faster). */
function decideRepair(job: LockedJob, record: QueueRecord | null): Step | null {
  if (isPastStartDeadline(job, job.now)) return startDeadlinePassed(job, job.now);
  if (isPastCancelGrace(job, job.now)) return cancelSettled(job, 'abandoned', job.now);
  if (isWaiting(job.status)) return decideWaiting(job, record);
  if (record?.state === 'active' && record.retryCount === job.leaseNo) return null;
  return decideHeld(job, record);
}

function decideWaiting(job: LockedJob, record: QueueRecord | null): Step | null {
  if (record?.state === 'created' || record?.state === 'retry') return null;
  if (record?.state === 'cancelled') return cancelRequested(job, CANCELLED_IN_QUEUE, job.now);
  if (record?.state === 'active') return null; // claimed by other hands; it expires, and is repaired then
  return queueRecordLost(job, LOST, job.now);
}

function decideHeld(job: LockedJob, record: QueueRecord | null): Step {
  if (job.status === 'cancelling') return cancelSettled(job, 'abandoned', job.now);
  if (record?.state === 'cancelled') return abandonRunning(job);
  if (record?.state !== 'retry' && record?.state !== 'failed') return queueRecordLost(job, LOST, job.now);
  if (record.endedBy === 'expiry')
    return attemptFailed(job, timedOut(job), record.state === 'retry', Math.random(), job.now);
  if (record.state === 'failed') return attemptFailed(job, WORKER_LOST, false, 0, job.now);
  return attemptLost(job, WORKER_LOST, job.now);
}

function timedOut(job: LockedJob): JobError {
  return jobError('attempt-timeout', `The attempt took longer than ${job.timeoutSeconds} seconds.`);
}

const WORKER_LOST = jobError('worker-lost', 'The worker stopped answering.');
const CANCELLED_IN_QUEUE = 'cancelled in the queue';
const LOST = jobError('queue-record-lost', "The queue's record of this job was deleted or ended by other hands.");

/** Cancelled with pg-boss's tools while it ran: its worker can write nothing more, so nobody is waited for. */
function abandonRunning(job: LockedJob): Step {
  const asked = cancelRequested(job, CANCELLED_IN_QUEUE, job.now);
  return cancelSettled({ ...job, ...asked.next }, 'abandoned', job.now);
}

/** A job that never started and whose record is gone is put back: an accepted job is not lost. */
async function requeue(core: JobsCore, tx: Tx, job: LockedJob): Promise<Repair> {
  await core.queue.insert(tx, job.type, [{ ...job, runAt: job.dueAt }]);
  tx.hint({ topic: 'work', key: job.type });
  return { jobId: job.id, type: job.type, from: job.status, to: job.status };
}
