import { PgBoss, type Clock, type CommandResponse, type Db } from 'pg-boss';
import type { Queryable } from '../db/pool.ts';
import type { JobRecord } from './job.ts';
import { hasRecord, lockRecord, lockRecords, type QueueRecord } from './queue-record.ts';
import { KEEP_FINISHED_SECONDS, removeFinished, tuneQueueTables } from './queue-tables.ts';

/**
 * The queue: pg-boss, and the only place that knows it. Every call takes part in the caller's transaction. Settles are
 * fenced by the claim's number (pg-boss's retry count), never by a bare id, and must hit exactly one row.
 */

/** A worker that sends no heartbeat for this long has lost its jobs. pg-boss allows no less than 10. */
export const HEARTBEAT_SECONDS = 10;
/** The queue must never forget a job before we do: a year for what waits. */
const KEEP_WAITING_SECONDS = 365 * 86_400;
/** pg-boss expires an attempt a little after the worker's own timer should have ended it, as the backstop. */
const EXPIRE_MARGIN_SECONDS = 15;
const MAX_EXPIRE_SECONDS = 86_400;
/** How often the elected process fails attempts that expired or lost their heartbeat. */
const SUPERVISE_SECONDS = 1;
const FAILURE = { message: 'see the job' };

export interface QueuedJob {
  id: string;
  priority: number;
  maxAttempts: number;
  timeoutSeconds: number;
  /** null: due now. */
  runAt: Date | null;
}

/** What says when a job's turn is. */
export type Turn = Pick<JobRecord, 'id' | 'priority' | 'runsAlone'>;

/** Jobs that run alone, those that do not, or both. */
export type ClaimWhich = 'alone' | 'together' | 'any';

/** A claim as the queue knows it. */
export interface QueueLease {
  jobId: string;
  /** The queue's retry count at the claim, which grows with every claim. */
  leaseNo: number;
}

export interface JobQueue {
  start(): Promise<void>;
  stop(): Promise<void>;
  insert(tx: Queryable, type: string, jobs: QueuedJob[]): Promise<void>;
  /** Takes up to `limit` due jobs, highest priority first, those that run alone before all others; locks their records. */
  claim(tx: Queryable, type: string, limit: number, which?: ClaimWhich): Promise<QueueLease[]>;
  /** Keeps a claim alive. False: the claim is no longer ours. */
  touch(db: Queryable, type: string, lease: QueueLease): Promise<boolean>;
  /** Locks the queue's record, always before the job's own row. */
  lock(tx: Queryable, type: string, id: string): Promise<QueueRecord | null>;
  /** As `lock`, for several. */
  lockAll(tx: Queryable, type: string, ids: readonly string[]): Promise<void>;
  /** Whether there is a record now, without a lock on it. */
  has(db: Queryable, type: string, id: string): Promise<boolean>;
  complete(tx: Queryable, type: string, lease: QueueLease): Promise<boolean>;
  /** Ends an attempt; with `retryInMs` the job is due again after it, with null the queue is done with the job. */
  fail(tx: Queryable, type: string, lease: QueueLease, retryInMs: number | null): Promise<boolean>;
  /** Ends an attempt without using up a try; the job is due now. */
  release(tx: Queryable, type: string, lease: QueueLease): Promise<boolean>;
  /** Makes a waiting record due that long from now. */
  delay(tx: Queryable, type: string, job: Turn, dueInMs: number): Promise<void>;
  /** Ends an attempt that was claimed and not begun: the job is due now. */
  putBack(tx: Queryable, type: string, lease: QueueLease, job: Turn): Promise<void>;
  /** Ends an attempt and the job with it. */
  cancelAttempt(tx: Queryable, type: string, lease: QueueLease): Promise<boolean>;
  /** Ends a record that nobody holds, or that its caller has locked; or several. */
  cancel(tx: Queryable, type: string, id: string | string[]): Promise<void>;
  /**
   * Removes records of jobs that ended a minute ago and more. pg-boss does so once a day, in one statement that reads all
   * that waits.
   *
   * @returns how many; at most `limit`
   */
  removeFinished(db: Queryable, limit: number): Promise<number>;
  /** One pass of pg-boss's maintenance, for tests that own the clock. */
  supervise(): Promise<void>;
}

export interface JobQueueOptions {
  db: Queryable;
  types: readonly string[];
  /** Whether this process takes part in pg-boss's maintenance. */
  supervise: boolean;
  onError: (error: unknown) => void;
  /** Told when something keeps Postgres from reclaiming space: a transaction that is open for long, autovacuum turned off. */
  onWarning?: (warning: QueueWarning) => void;
  clock?: Clock;
}

/** What pg-boss finds wrong with its tables, in its own words. */
export interface QueueWarning {
  message: string;
  data: object;
}

export function createJobQueue(options: JobQueueOptions): JobQueue {
  const boss = new PgBoss({
    db: asBossDatabase(options.db),
    migrate: false,
    schedule: false,
    supervise: options.supervise,
    superviseIntervalSeconds: SUPERVISE_SECONDS,
    monitorIntervalSeconds: SUPERVISE_SECONDS,
    ...(options.clock ? { clock: options.clock } : {}),
  });
  boss.on('error', options.onError);
  boss.on('warning', (warning: QueueWarning) => options.onWarning?.(warning));

  return {
    start: async () => void (await boss.start()),
    stop: () => boss.stop({ graceful: false, close: false }),
    supervise: () => boss.supervise(),
    async insert(tx, type, jobs) {
      const ids = await boss.insert(type, jobs.map(toBossJob), { db: asBossDatabase(tx), returnId: true });
      if (ids?.length !== jobs.length)
        throw new Error(`The queue took ${ids?.length ?? 0} of ${jobs.length} ${type} jobs`);
    },
    async claim(tx, type, limit, which = 'any') {
      const jobs = await boss.fetch(type, { batchSize: limit, ...PRIORITIES[which], db: asBossDatabase(tx) });
      return jobs.map((job) => ({ jobId: job.id, leaseNo: job.retryCount }));
    },
    touch: (db, type, lease) => hitOne(boss.touch(type, attemptOf(lease), { db: asBossDatabase(db) })),
    lock: lockRecord,
    lockAll: lockRecords,
    has: hasRecord,
    complete: (tx, type, lease) => hitOne(boss.complete(type, attemptOf(lease), null, { db: asBossDatabase(tx) })),
    fail: (tx, type, lease, retryInMs) => failAttempt(boss, tx, type, lease, retryInMs),
    release: (tx, type, lease) => releaseAttempt(boss, tx, type, lease),
    delay: (tx, type, job, dueInMs) =>
      changeWaiting(boss, tx, type, job.id, { startAfter: dueInMs / 1000, priority: queuePriority(job) }),
    async putBack(tx, type, lease, job) {
      if (!(await failAttempt(boss, tx, type, lease, 0)))
        throw new Error(`The claim of job ${job.id} cannot be undone`);
      await changeWaiting(boss, tx, type, job.id, { startAfter: 0, priority: queuePriority(job) });
    },
    cancelAttempt: (tx, type, lease) => hitOne(boss.cancel(type, attemptOf(lease), { db: asBossDatabase(tx) })),
    cancel: (tx, type, id) => cancelRecord(boss, tx, type, id),
    removeFinished,
  };
}

/** Above every priority that a job may ask for: so those that run alone can be claimed by themselves, or left out. */
const ALONE_PRIORITY = 1_000;
const ALONE_FROM = ALONE_PRIORITY - 500;

const PRIORITIES: Readonly<Record<ClaimWhich, { minPriority?: number; maxPriority?: number }>> = {
  alone: { minPriority: ALONE_FROM },
  together: { maxPriority: ALONE_FROM - 1 },
  any: {},
};

function queuePriority({ priority, runsAlone }: Turn): number {
  return runsAlone ? ALONE_PRIORITY + priority : priority;
}

async function failAttempt(
  boss: PgBoss,
  tx: Queryable,
  type: string,
  lease: QueueLease,
  retryInMs: number | null,
): Promise<boolean> {
  if (!(await hitOne(boss.fail(type, attemptOf(lease), FAILURE, { db: asBossDatabase(tx) })))) return false;
  if (retryInMs === null) {
    await cancelRecord(boss, tx, type, lease.jobId);
    return true;
  }
  // Claims by other hands use up tries that we do not count: then pg-boss ended the job, and it is revived.
  await boss.retry(type, lease.jobId, { db: asBossDatabase(tx) });
  await changeWaiting(boss, tx, type, lease.jobId, { startAfter: retryInMs / 1000 });
  return true;
}

async function releaseAttempt(boss: PgBoss, tx: Queryable, type: string, lease: QueueLease): Promise<boolean> {
  const db = asBossDatabase(tx);
  if (!(await hitOne(boss.fail(type, attemptOf(lease), FAILURE, { db })))) return false;
  // On the last try pg-boss ended the job: `retry` revives it and raises the limit. Else the limit is raised here.
  const isRevived = await hitOne(boss.retry(type, lease.jobId, { db }));
  const raised = isRevived ? {} : { retryLimit: (await retryLimit(tx, type, lease.jobId)) + 1 };
  await changeWaiting(boss, tx, type, lease.jobId, { startAfter: 0, ...raised });
  return true;
}

async function changeWaiting(
  boss: PgBoss,
  tx: Queryable,
  type: string,
  id: string,
  changes: { startAfter: number; retryLimit?: number; priority?: number },
): Promise<void> {
  const { updated } = await boss.update(type, undefined, { id, ...changes, db: asBossDatabase(tx) });
  if (updated !== 1) throw new Error(`The queue has no waiting record of job ${id}`);
}

async function cancelRecord(boss: PgBoss, tx: Queryable, type: string, id: string | string[]): Promise<void> {
  await boss.cancel(type, id, { db: asBossDatabase(tx) });
}

/** How many rows a command hit is there at run time and missing in pg-boss's types. Covered by a test of its own. */
async function hitOne(response: Promise<CommandResponse>): Promise<boolean> {
  return ((await response) as { affected?: number }).affected === 1;
}

/**
 * Installs pg-boss's schema and one queue a job type, or brings them up to date. Safe from several processes at once.
 */
export async function installQueue(
  db: Queryable,
  types: readonly string[],
  onError: (error: unknown) => void,
): Promise<void> {
  const boss = new PgBoss({ db: asBossDatabase(db), supervise: false, schedule: false });
  boss.on('error', onError);
  await boss.start();
  try {
    for (const type of types) {
      await boss.createQueue(type, QUEUE_OPTIONS);
      await boss.updateQueue(type, QUEUE_OPTIONS); // createQueue leaves an existing queue as it is
    }
    await tuneQueueTables(db);
  } finally {
    await boss.stop({ graceful: false, close: false });
  }
}

const QUEUE_OPTIONS = {
  // An attempt that pg-boss itself failed is not due before the reconciler has had its say on when it is.
  retryDelay: 5,
  notify: false, // NOTIFY in the transaction halves the create rate; our hints come after the commit
  heartbeatSeconds: HEARTBEAT_SECONDS,
  retentionSeconds: KEEP_WAITING_SECONDS,
  deleteAfterSeconds: KEEP_FINISHED_SECONDS,
};

function toBossJob(job: QueuedJob) {
  return {
    id: job.id,
    priority: job.priority, // of one that never ran, so it does not run alone
    retryLimit: job.maxAttempts - 1, // pg-boss counts retries, we count attempts
    expireInSeconds: Math.min(job.timeoutSeconds + EXPIRE_MARGIN_SECONDS, MAX_EXPIRE_SECONDS),
    ...(job.runAt ? { startAfter: job.runAt } : {}),
  };
}

function attemptOf(lease: QueueLease): { id: string; retryCount: number } {
  return { id: lease.jobId, retryCount: lease.leaseNo };
}

async function retryLimit(tx: Queryable, type: string, id: string): Promise<number> {
  const rows = await tx.query<{ limit: number }>(
    'select retry_limit as "limit" from pgboss.job where name = $1 and id = $2',
    [type, id],
  );
  const limit = rows[0]?.limit;
  if (limit === undefined) throw new Error(`The queue has no record of job ${id}`);
  return limit;
}

/** Session statements set up a test clock; a pool that needs them carries them as session options. */
function asBossDatabase(db: Queryable): Db {
  return {
    executeSql: (text, values) => db.execute(text, values),
    setSessionStatements: async () => {},
  };
}
