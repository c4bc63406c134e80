import { BULK_LOCK } from '../db/advisory-locks.ts';
import { retriedTransaction, type Tx } from '../db/transaction.ts';
import { sweepTheseBlobs } from '../storage/sweep-blobs.ts';
import { withOutcomes } from './bulk-action.ts';
import { BULK_DEEDS } from './bulk-deeds.ts';
import { lockNextAction, nextJobs, putLast, removeLeftJobs, removeOldActions, writeBatch } from './bulk-store.ts';
import type { JobsCore } from './core.ts';

/** Jobs dealt with in one transaction: others that want to act on them, or to abort, wait for no longer than that takes. */
const BATCH = 50;
const ROWS_AT_ONCE = 10_000;

/**
 * Works on the bulk actions that are open, batch by batch, each action in its turn, until there is none or another process
 * is at it. What is done to a batch of jobs, and the note that it was done, commit together: a crash repeats nothing and
 * leaves nothing out.
 */
export async function runBulkActions(core: JobsCore, shouldStop: () => boolean = () => false): Promise<void> {
  while (!shouldStop()) {
    const loosened = await runNextBatch(core);
    if (!loosened) return;
    await sweepTheseBlobs(core, loosened);
  }
}

async function runNextBatch(core: JobsCore): Promise<string[] | null> {
  let actionId: string | null = null;
  try {
    return await retriedTransaction(core.pool, core.hints, (tx) => runBatch(core, tx, (id) => (actionId = id)));
  } catch (error) {
    if (actionId) await putLast(core.pool, actionId).catch(() => {}); // whatever it was, the others have their turn
    throw error;
  }
}

/** @returns the bytes that were let go of; null when there is nothing to do here. */
async function runBatch(core: JobsCore, tx: Tx, onTurn: (actionId: string) => void): Promise<string[] | null> {
  const [lock] = await tx.query<{ taken: boolean }>('select pg_try_advisory_xact_lock($1) as taken', [BULK_LOCK]);
  if (!lock?.taken) return null;
  const action = await lockNextAction(tx);
  if (!action) return null;
  onTurn(action.id);
  const jobIds = await nextJobs(tx, action.id, BATCH);
  const { outcomes, loosened } = await BULK_DEEDS[action.action](core, tx, action, jobIds);
  const dealtWith = outcomes.map(([jobId]) => jobId);
  await writeBatch(tx, { ...action, ...withOutcomes(action, outcomes) }, dealtWith);
  return loosened;
}

/** Removes actions that are past their time, and the jobs that are left of those that were aborted. */
export async function pruneBulkActions({ pool }: JobsCore, shouldStop: () => boolean): Promise<void> {
  while (!shouldStop() && (await removeLeftJobs(pool, ROWS_AT_ONCE)) === ROWS_AT_ONCE);
  await removeOldActions(pool);
}
