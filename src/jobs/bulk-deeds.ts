import { isOutage } from '../db/outage.ts';
import { wasUndoneByServer, type Tx } from '../db/transaction.ts';
import { Problem } from '../errors.ts';
import { askedStatuses, type BulkAction, type BulkDeed, type BulkOutcome } from './bulk-action.ts';
import { cancelInTx } from './cancel-job.ts';
import type { JobsCore } from './core.ts';
import { isTerminal, type JobStatus } from './job.ts';
import { removeInTx } from './remove-jobs.ts';
import { retryInTx } from './retry-job.ts';

/** What became of the jobs of a batch, as far as it was dealt with. */
export interface BatchResult {
  outcomes: [jobId: string, outcome: BulkOutcome][];
  /** Bytes that were let go of. */
  loosened: string[];
}

type Deed = (core: JobsCore, tx: Tx, action: BulkAction, jobIds: readonly string[]) => Promise<BatchResult>;

/** How each action is done to the next of its jobs, within the transaction that takes them off it. */
export const BULK_DEEDS: Readonly<Record<BulkDeed, Deed>> = {
  cancel: (core, tx, action, jobIds) => oneByOne(tx, jobIds, (id) => cancelOne(core, tx, action, id)),
  retry: (core, tx, action, jobIds) => oneByOne(tx, jobIds, (id) => retryOne(core, tx, action, id)),
  delete: (_core, tx, _action, jobIds) => deleteSome(tx, jobIds),
};

async function cancelOne(core: JobsCore, tx: Tx, action: BulkAction, jobId: string): Promise<BulkOutcome> {
  const answer = await cancelInTx(core, tx, jobId, action.reason, askedStatuses(action));
  if (!answer) return { kind: 'skipped', reason: 'not-found' };
  if (answer.isChanged) return { kind: 'done' };
  if (isTerminal(answer.status)) return { kind: 'skipped', reason: 'finished' };
  return { kind: 'skipped', reason: answer.status === 'cancelling' ? 'already-cancelling' : 'status-changed' };
}

async function retryOne(core: JobsCore, tx: Tx, { tenant }: BulkAction, jobId: string): Promise<BulkOutcome> {
  const outcome = await retryInTx(core, tx, { tenant, userId: null, sessionId: null, jobIds: null }, jobId);
  switch (outcome.kind) {
    case 'created':
      return { kind: 'done' };
    case 'still-alive':
      return { kind: 'skipped', reason: 'not-finished' };
    default:
      return { kind: 'skipped', reason: outcome.kind };
  }
}

/** Each as if it were alone: what one of them cannot do is undone, and the others are done all the same. */
async function oneByOne(
  tx: Tx,
  jobIds: readonly string[],
  deed: (jobId: string) => Promise<BulkOutcome>,
): Promise<BatchResult> {
  const outcomes: BatchResult['outcomes'] = [];
  for (const jobId of jobIds) {
    await tx.execute('savepoint one_job');
    try {
      outcomes.push([jobId, await deed(jobId)]);
      await tx.execute('release savepoint one_job');
    } catch (error) {
      if (isOutage(error) || wasUndoneByServer(error)) throw error; // nobody's fault: all of it is tried again
      await tx.execute('rollback to savepoint one_job');
      outcomes.push([jobId, { kind: 'failed', detail: error instanceof Problem ? error.message : UNEXPECTED }]);
    }
  }
  return { outcomes, loosened: [] };
}

const UNEXPECTED = 'The service failed.';

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
