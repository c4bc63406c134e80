import { retriedTransaction, type Tx } from '../db/transaction.ts';
import { dropUnfinishedArtifacts } from './artifact-store.ts';
import type { JobsCore } from './core.ts';
import { isTerminal, isWaiting, type JobError, type JobStatus } from './job.ts';
import { lockJobs, writeSteps, type LockedJob } from './job-store.ts';
import type { QueueRecord } from './queue-record.ts';
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

/** Repairs of running jobs, and of waiting ones, made in one pass; the next pass takes the rest. */
const MAX_REPAIRS = 200;
/** Waiting jobs compared with the queue in one pass, which takes a few milliseconds. */
export const WAITING_SLICE = 1_000;

export interface Repair {
  jobId: string;
  type: string;
  from: JobStatus;
  to: JobStatus;
}

/** How far a process has come with comparing the jobs that wait: each pass goes on after this id, and at the end begins anew. */
export interface WaitingRound {
  afterId: string;
}

const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

export function startWaitingRound(): WaitingRound {
  return { afterId: BEFORE_ALL };
}

/**
 * Finds the live jobs that disagree with the queue, or whose time is up, and repairs each in a transaction of its own.
 * They come about when pg-boss fails an attempt by itself (lost heartbeat, expiry), when somebody uses pg-boss's own
 * tools, and when a deadline passes.
 *
 * A pass looks at all jobs that run, and at all whose deadline has passed. What happens to a waiting job's record happens
 * by other hands only, and there may be a great many of them: a pass looks at the next WAITING_SLICE of these.
 *
 * @param onFailure told of a repair that could not be made; the others are made all the same.
 * @param round where to go on with the jobs that wait; it is moved on.
 */
export async function reconcile(
  core: JobsCore,
  onFailure: (error: unknown) => void = rethrow,
  round: WaitingRound = startWaitingRound(),
): Promise<Repair[]> {
  const repairs: Repair[] = [];
  const suspects = [...(await findSuspects(core)), ...(await findWaitingSuspects(core, round))];
  for (const { id, type } of suspects) {
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

interface Suspect {
  id: string;
  type: string;
}

/**
 * The queue's record of a job, looked up by its key for each: a planner that thinks the tables small would read all of
 * the queue. One statement, so both tables are seen at one instant: what is in it really disagreed then.
 */
const RECORD = 'lateral (select state, retry_count from pgboss.job where name = d.type and id = d.id limit 1)';

/** Jobs that run and disagree with the queue, and jobs whose time is up. */
function findSuspects(core: JobsCore): Promise<Suspect[]> {
  return core.pool.query<Suspect>(
    `select id, type from (
       select d.id, d.type from pressroom.document_jobs d left join ${RECORD} q on true
       where d.status in ('running', 'cancelling') and (
         q.state is distinct from 'active' or q.retry_count <> d.lease_no
         or (d.status = 'cancelling' and d.cancel_requested_at <= pressroom.clock() - interval '${CANCEL_GRACE_SECONDS} seconds'))
       union
       select d.id, d.type from pressroom.document_jobs d
       where d.start_deadline_at <= pressroom.clock() and d.started_at is null and d.finished_at is null
     ) suspects order by random() limit ${MAX_REPAIRS}`, // those that cannot be repaired must not keep the rest from it
  );
}

/** Of the next jobs that wait those that the queue does not hold for us. Moves the round on past what was looked at. */
async function findWaitingSuspects(core: JobsCore, round: WaitingRound): Promise<Suspect[]> {
  const [seen] = await core.pool.query<{ count: number; lastId: string | null; suspects: Suspect[] }>(
    `with slice as (
       select id, type, status from pressroom.document_jobs
       where finished_at is null and id > $1 order by id limit ${WAITING_SLICE}
     ), suspects as (
       select d.id, d.type from slice d left join ${RECORD} q on true
       where d.status in ('scheduled', 'queued', 'retrying') and (q.state is null or q.state not in ('created', 'retry'))
       order by d.id limit ${MAX_REPAIRS}
     )
     select (select count(*) from slice) as count, (select id from slice order by id desc limit 1) as "lastId",
       (select coalesce(json_agg(suspects), '[]') from suspects) as suspects`,
    [round.afterId],
  );
  const { count = 0, lastId = null, suspects = [] } = seen ?? {};
  if (suspects.length === MAX_REPAIRS) round.afterId = suspects.at(-1)?.id ?? BEFORE_ALL;
  else round.afterId = count === WAITING_SLICE && lastId !== null ? lastId : BEFORE_ALL;
  return suspects;
}

async function repairJob(core: JobsCore, tx: Tx, jobId: string, type: string): Promise<Repair | null> {
  const record = await core.queue.lock(tx, type, jobId);
  const [job] = await lockJobs(tx, [jobId]);
  if (!job || isTerminal(job.status)) return null;
  // Put back, and perhaps claimed, while we waited for the job's lock: there was no record whose lock could have told.
  if (!record && (await core.queue.has(tx, type, jobId))) return null;
  if (!record && mayStillStart(job)) return requeue(core, tx, job);
  const step = decideRepair(job, record);
  if (!step) return null;
  if (isTerminal(step.next.status)) await core.queue.cancel(tx, type, jobId);
  else await core.queue.delay(tx, type, { ...job, ...step.next }, step.next.dueAt.getTime() - job.now.getTime());
  await dropUnfinishedArtifacts(tx, jobId);
  await writeSteps(tx, [{ jobId, at: job.now, ...step }]);
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
