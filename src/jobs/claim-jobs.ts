import { randomUUID } from 'node:crypto';
import { retriedTransaction, type Tx } from '../db/transaction.ts';
import { dropUnfinishedArtifacts } from './artifact-store.ts';
import type { JobsCore } from './core.ts';
import { isTerminal, type JobRecord } from './job.ts';
import { lockJobs, readWork, writeSteps, type JobStep, type LockedJob } from './job-store.ts';
import type { JsonValue } from './json.ts';
import type { LeaseKey } from './lease-store.ts';
import type { ClaimWhich } from './queue.ts';
import { mayClaim } from './queue-pauses.ts';
import {
  attemptLost,
  cancelSettled,
  claimed,
  isPastStartDeadline,
  jobError,
  queueRecordLost,
  startDeadlinePassed,
  type Step,
} from './rules.ts';

/** A job under a lease, with all that an attempt needs. */
export interface ClaimedJob extends LeaseKey {
  type: string;
  tenant: string;
  userId: string | null;
  title: string | null;
  attempt: number;
  maxAttempts: number;
  timeoutSeconds: number;
  /** Whether an earlier job's file may be the answer. */
  reuse: boolean;
  /** Nothing else may run in its worker meanwhile. */
  runsAlone: boolean;
  /** As it was sent. A text, because reading a large one holds up the whole process: whoever needs it decides where. */
  inputJson: string;
  lastCheckpoint: JsonValue;
}

/**
 * Starts an attempt of up to `limit` due jobs of one type: queue record, row and event in one transaction. None while the
 * queue is paused.
 *
 * @param which whether jobs that run alone are taken: a worker takes one at a time of these, and nothing beside it.
 */
export function claimJobs(
  core: JobsCore,
  type: string,
  limit: number,
  workerId: string,
  which: ClaimWhich = 'any',
): Promise<ClaimedJob[]> {
  return retriedTransaction(core.pool, core.hints, async (tx) => {
    if (!(await mayClaim(tx, type))) return [];
    const claims = await core.queue.claim(tx, type, limit, which);
    const leases = claims.map((claim): LeaseKey => ({ ...claim, token: randomUUID() }));
    if (leases.length === 0) return [];
    const jobs = await lockJobs(
      tx,
      leases.map((lease) => lease.jobId),
    );
    const byId = new Map(jobs.map((job) => [job.id, job]));
    const repairs: JobStep[] = [];
    const starts: JobStep[] = [];
    for (const lease of leases) {
      const job = byId.get(lease.jobId);
      const { repair, start, putBack } = decideClaim(job, lease, workerId, which);
      const made = job && { jobId: job.id, at: job.now };
      if (made && repair) repairs.push({ ...made, ...repair });
      if (made && start) starts.push({ ...made, ...start });
      else if (putBack) await core.queue.putBack(tx, type, lease, putBack);
      else await core.queue.cancel(tx, type, lease.jobId);
    }
    for (const { jobId } of repairs) await dropUnfinishedArtifacts(tx, jobId);
    if (repairs.length > 0) await writeSteps(tx, repairs);
    if (starts.length > 0) await writeSteps(tx, starts);
    for (const { jobId } of [...repairs, ...starts]) tx.hint({ topic: 'job', key: jobId });
    return assemble(tx, starts, leases, byId);
  });
}

/**
 * What a claimed queue record means for its job. Mostly: start it. But the record may belong to no live job (deleted, or
 * revived with the queue's own tools), to one whose worker was just lost and that nobody has repaired yet, or to one
 * whose start deadline has passed; or to one that must not be run beside those that are claimed with it.
 */
function decideClaim(
  job: LockedJob | undefined,
  lease: LeaseKey,
  workerId: string,
  which: ClaimWhich,
): { repair?: Step; start?: Step; putBack?: JobRecord } {
  if (!job || isTerminal(job.status)) return {};
  if (job.status === 'cancelling') return { repair: cancelSettled(job, 'abandoned', job.now) };
  if (isPastStartDeadline(job, job.now)) return { repair: startDeadlinePassed(job, job.now) };
  if (job.leaseNo !== null && lease.leaseNo <= job.leaseNo) return { repair: queueRecordLost(job, REWOUND, job.now) };
  const repair = job.status === 'running' ? { repair: attemptLost(job, WORKER_LOST, job.now) } : {};
  const waiting = { ...job, ...repair.repair?.next };
  if (isTerminal(waiting.status)) return repair;
  if (waiting.runsAlone && which === 'together') return { ...repair, putBack: waiting };
  return { ...repair, start: claimed(waiting, lease, workerId, job.now) };
}

const WORKER_LOST = jobError('worker-lost', 'The worker stopped answering.');

/** Only by other hands: a number that does not grow would let an old lease write again. */
const REWOUND = jobError('queue-record-lost', "The queue's record of this job was set back by other hands.");

async function assemble(
  tx: Tx,
  starts: JobStep[],
  leases: LeaseKey[],
  jobs: Map<string, JobRecord>,
): Promise<ClaimedJob[]> {
  if (starts.length === 0) return [];
  const work = new Map(
    (
      await readWork(
        tx,
        starts.map((start) => start.jobId),
      )
    ).map((row) => [row.id, row]),
  );
  return leases.flatMap((lease) => {
    const step = starts.find((start) => start.jobId === lease.jobId);
    const job = jobs.get(lease.jobId);
    const row = work.get(lease.jobId);
    if (!step || !job || !row) return [];
    const { type, tenant, userId, title, maxAttempts, timeoutSeconds, reuse } = job;
    const { attempt, runsAlone } = step.next;
    return [
      {
        ...lease,
        type,
        tenant,
        userId,
        title,
        attempt,
        maxAttempts,
        timeoutSeconds,
        reuse,
        runsAlone,
        inputJson: row.inputJson,
        lastCheckpoint: row.checkpoint,
      },
    ];
  });
}
