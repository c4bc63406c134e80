import { isOutage } from '../db/outage.ts';
import { sqlState, wasUndoneByServer, type Tx } from '../db/transaction.ts';
import { Problem } from '../errors.ts';
import { askedStatuses, type BulkAction, type BulkDeed, type BulkOutcome } from './bulk-action.ts';
import { cancelInTx, type CancelAnswer } from './cancel-job.ts';
import type { JobsCore } from './core.ts';
import { isTerminal, type JobStatus } from './job.ts';
import { removeInTx } from './remove-jobs.ts';
import { retryInTx, UNIQUE_VIOLATION, type RetryOutcome } from './retry-job.ts';

/** What became of the jobs of a batch, as far as it was dealt with. */
export interface BatchResult {
  outcomes: [jobId: string, outcome: BulkOutcome][];
  /** Bytes that were let go of. */
  loosened: string[];
}

type Deed = (core: JobsCore, tx: Tx, action: BulkAction, jobIds: readonly string[]) => Promise<BatchResult>;

/** How each action is done to the next of its jobs, within the transaction that takes them off it. */
export const BULK_DEEDS: Readonly<Record<BulkDeed, Deed>> = {
  cancel: (core, tx, action, jobIds) => together(tx, jobIds, (ids) => cancelSome(core, tx, action, ids)),
  retry: (core, tx, action, jobIds) => together(tx, jobIds, (ids) => retrySome(core, tx, action, ids)),
  delete: (_core, tx, _action, jobIds) => deleteSome(tx, jobIds),
};

async function cancelSome(
  core: JobsCore,
  tx: Tx,
  action: BulkAction,
  jobIds: readonly string[],
): Promise<BatchResult['outcomes']> {
  const answers = await cancelInTx(core, tx, jobIds, action.reason, askedStatuses(action));
  return jobIds.map((jobId) => [jobId, cancelOutcome(answers.get(jobId))]);
}

function cancelOutcome(answer: CancelAnswer | undefined): BulkOutcome {
  if (!answer) return { kind: 'skipped', reason: 'not-found' };
  if (answer.isChanged) return { kind: 'done' };
  if (isTerminal(answer.status)) return { kind: 'skipped', reason: 'finished' };
  return { kind: 'skipped', reason: answer.status === 'cancelling' ? 'already-cancelling' : 'status-changed' };
}

async function retrySome(
  core: JobsCore,
  tx: Tx,
  { tenant }: BulkAction,
  jobIds: readonly string[],
): Promise<BatchResult['outcomes']> {
  const viewer = { tenant, userId: null, sessionId: null, jobIds: null };
  const outcomes = await retryInTx(core, tx, viewer, jobIds);
  return [...outcomes].map(([jobId, outcome]) => [jobId, retryOutcome(outcome)]);
}

function retryOutcome({ kind }: RetryOutcome): BulkOutcome {
  if (kind === 'created') return { kind: 'done' };
  return { kind: 'skipped', reason: kind === 'still-alive' ? 'not-finished' : kind };
}

/** All in a few statements. When that fails, one by one: what one of them cannot do is undone, and the others are done. */
async function together(
  tx: Tx,
  jobIds: readonly string[],
  deed: (jobIds: readonly string[]) => Promise<BatchResult['outcomes']>,
): Promise<BatchResult> {
  const attempt = await undoable(tx, () => deed(jobIds));
  if (attempt.isDone) return { outcomes: attempt.value, loosened: [] };
  const outcomes: BatchResult['outcomes'] = [];
  for (const jobId of jobIds) {
    const one = await undoable(tx, () => deed([jobId]));
    outcomes.push(...(one.isDone ? one.value : ([[jobId, outcomeOf(one.error)]] as BatchResult['outcomes'])));
  }
  return { outcomes, loosened: [] };
}

/** Undone when it fails, but for the faults that are nobody's: then all of the transaction is, to be tried again. */
async function undoable<T>(
  tx: Tx,
  work: () => Promise<T>,
): Promise<{ isDone: true; value: T } | { isDone: false; error: unknown }> {
  await tx.execute('savepoint deed');
  try {
    const value = await work();
    await tx.execute('release savepoint deed');
    return { isDone: true, value };
  } catch (error) {
    if (isOutage(error) || wasUndoneByServer(error)) throw error;
    await tx.execute('rollback to savepoint deed');
    return { isDone: false, error };
  }
}

function outcomeOf(error: unknown): BulkOutcome {
  if (sqlState(error) === UNIQUE_VIOLATION) return { kind: 'skipped', reason: 'already-retried' }; // at this moment
  return { kind: 'failed', detail: error instanceof Problem ? error.message : 'The service failed.' };
}

/** All at once, but no more than have this many events: it must end soon. A job is removed as a whole, however many it has. */
const EVENTS_AT_ONCE = 5_000;

async function deleteSome(tx: Tx, jobIds: readonly string[]): Promise<BatchResult> {
  const jobs = await tx.query<{ id: string; status: JobStatus; lastSeq: number }>(
    `select id, status, last_seq as "lastSeq" from pressroom.document_jobs
     where id = any($1::uuid[]) order by id for update`,
    [jobIds],
  );
  const known = new Map(jobs.map((job) => [job.id, job]));
  const outcomes: BatchResult['outcomes'] = [];
  const removed: string[] = [];
  let events = 0;
  for (const jobId of jobIds) {
    const job = known.get(jobId);
    events += job?.lastSeq ?? 0;
    if (outcomes.length > 0 && events > EVENTS_AT_ONCE) break;
    if (!job) outcomes.push([jobId, { kind: 'skipped', reason: 'not-found' }]);
    else if (!isTerminal(job.status)) outcomes.push([jobId, { kind: 'skipped', reason: 'not-finished' }]);
    else removed.push(jobId);
    if (job && isTerminal(job.status)) outcomes.push([jobId, { kind: 'done' }]);
  }
  return { outcomes, loosened: removed.length > 0 ? await removeInTx(tx, removed) : [] };
}
