import { retriedTransaction, type Tx } from '../db/transaction.ts';
import { sweepTheseBlobs } from '../storage/sweep-blobs.ts';
import { artifactBlobs } from './artifact-store.ts';
import type { JobsCore } from './core.ts';
import { isTerminal, type JobStatus } from './job.ts';
import { addFlowOf } from './job-flow.ts';
import { findJob } from './job-reader.ts';
import { lockFeeds } from './sequencer.ts';
import type { Viewer } from './viewer.ts';

/** The id of a removed job is answered with "gone" for this long. */
export const TOMBSTONE_DAYS = 30;
/** Jobs removed in one transaction at most … */
const PRUNE_JOBS = 500;
/** … and their events, which keeps it well below a second. A job is removed as a whole, however many it has. */
const PRUNE_EVENTS = 5_000;
/** Deleting the millions of events of such a job takes longer than a statement of the service usually may. */
const PRUNE_TIMEOUT = '10min';
/** Rows of other tables removed in one statement. */
const ROWS_AT_ONCE = 10_000;

/** Deletes a finished job with its events and artifacts. Bytes that cannot be removed at once are left to housekeeping. */
export async function deleteJob(
  core: JobsCore,
  viewer: Viewer,
  jobId: string,
): Promise<'deleted' | 'still-alive' | 'not-found'> {
  if (!(await findJob(core.pool, viewer, jobId))) return 'not-found';
  const outcome = await retriedTransaction(core.pool, core.hints, async (tx) => {
    const [job] = await tx.query<{ status: JobStatus }>(
      'select status from pressroom.document_jobs where id = $1 for update',
      [jobId],
    );
    if (!job) return 'not-found';
    if (!isTerminal(job.status)) return 'still-alive';
    return { loosened: await removeInTx(tx, [jobId]) };
  });
  if (typeof outcome === 'string') return outcome;
  await sweepTheseBlobs(core, outcome.loosened);
  return 'deleted';
}

/** Deletes jobs that are finished and locked by this transaction. @returns the blobs that were let go of */
export async function removeInTx(tx: Tx, jobIds: string[]): Promise<string[]> {
  const loosened = await remove(tx, jobIds, 'deleted');
  for (const key of jobIds) tx.hint({ topic: 'job', key });
  return loosened;
}

export interface CleanupCounts {
  jobs: number;
  idempotencyKeys: number;
  streamTokens: number;
  tombstones: number;
}

/**
 * Removes all that is past its time, batch by batch; several processes may do so at once.
 *
 * @param tenant only this tenant's jobs; null: all, which is the service's own housekeeping.
 * @param shouldStop asked between batches; what is left then is left to the next call.
 */
export async function cleanup(
  core: JobsCore,
  tenant: string | null,
  shouldStop: () => boolean = () => false,
): Promise<CleanupCounts> {
  let jobs = 0;
  while (!shouldStop()) {
    const { count, loosened } = await retriedTransaction(core.pool, core.hints, (tx) => pruneBatch(tx, tenant));
    await sweepTheseBlobs(core, loosened);
    jobs += count;
    if (count === 0) break;
  }
  const removeAll = (statement: string): Promise<number> =>
    repeatedly(shouldStop, async () => {
      const [row] = await core.pool.query<{ count: number }>(statement, [tenant]);
      return row?.count ?? 0;
    });
  const idempotencyKeys = await removeAll(EXPIRED_KEYS);
  const streamTokens = await removeAll(EXPIRED_TOKENS);
  const tombstones = await removeAll(OLD_TOMBSTONES);
  if (tenant === null) await repeatedly(shouldStop, () => core.queue.removeFinished(core.pool, ROWS_AT_ONCE));
  return { jobs, idempotencyKeys, streamTokens, tombstones };
}

const EXPIRED_KEYS = removal('idempotency_keys', 'expires_at <= pressroom.clock()');
const EXPIRED_TOKENS = removal('stream_tokens', 'expires_at <= pressroom.clock()');
const OLD_TOMBSTONES = removal('tombstones', `gone_at <= pressroom.clock() - interval '${TOMBSTONE_DAYS} days'`);

function removal(table: string, isDue: string): string {
  return `with gone as (
      delete from pressroom.${table} where ctid = any (array(
        select ctid from pressroom.${table} where ${isDue} and ($1::text is null or tenant = $1)
        limit ${ROWS_AT_ONCE} for update skip locked)) returning 1
    ) select count(*) as count from gone`;
}

/** A statement that removes all that there is would take ever longer after a long pause, and be ended by its time limit. */
async function repeatedly(shouldStop: () => boolean, removeSome: () => Promise<number>): Promise<number> {
  let removed = 0;
  while (!shouldStop()) {
    const count = await removeSome();
    removed += count;
    if (count < ROWS_AT_ONCE) break;
  }
  return removed;
}

async function pruneBatch(tx: Tx, tenant: string | null): Promise<{ count: number; loosened: string[] }> {
  await tx.query(`set local statement_timeout = '${PRUNE_TIMEOUT}'`);
  const due = await tx.query<{ id: string }>(
    `with due as (
       select id, expires_at, last_seq from pressroom.document_jobs
       where expires_at <= pressroom.clock() and ($1::text is null or tenant = $1)
       order by expires_at limit ${PRUNE_JOBS} for update skip locked
     ), counted as (
       select id, sum(last_seq) over line as events, row_number() over line as place
       from due window line as (order by expires_at, id rows unbounded preceding)
     )
     select id from counted where events <= ${PRUNE_EVENTS} or place = 1`,
    [tenant],
  );
  const ids = due.map((job) => job.id);
  return { count: ids.length, loosened: ids.length > 0 ? await remove(tx, ids, 'pruned') : [] };
}

/**
 * Deletes jobs that are locked, leaves tombstones, and notes how far the feed has now lost events.
 *
 * @returns the blobs that were let go of
 */
async function remove(tx: Tx, jobIds: string[], reason: 'deleted' | 'pruned'): Promise<string[]> {
  await tx.query(
    `insert into pressroom.tombstones (job_id, tenant, user_id, session_id, reason, gone_at)
     select id, tenant, user_id, session_id, $2, pressroom.clock() from pressroom.document_jobs where id = any($1::uuid[])`,
    [jobIds, reason],
  );
  // No event of these jobs may get its feed number while they go. Those of all but the very latest jobs have it already.
  if (await haveUnnumberedEvents(tx, jobIds)) {
    await lockFeeds(tx);
    await addFlowOf(tx, jobIds); // what happened did, though nobody will read of it
  }
  const loosened = await artifactBlobs(tx, jobIds);
  await tx.query('delete from pressroom.artifacts where job_id = any($1::uuid[])', [jobIds]);
  const lost = await deleteEvents(tx, jobIds);
  await tx.query('delete from pressroom.document_jobs where id = any($1::uuid[])', [jobIds]);
  await notePruned(tx, lost); // last: whoever numbers new events waits for this
  return loosened;
}

async function haveUnnumberedEvents(tx: Tx, jobIds: string[]): Promise<boolean> {
  const rows = await tx.query(
    'select 1 from pressroom.job_events where job_id = any($1::uuid[]) and feed_pos is null limit 1',
    [jobIds],
  );
  return rows.length > 0;
}

interface LostEvents {
  tenant: string;
  /** The last of them. */
  pos: number;
}

async function deleteEvents(tx: Tx, jobIds: string[]): Promise<LostEvents[]> {
  return tx.query<LostEvents>(
    `with gone as (delete from pressroom.job_events where job_id = any($1::uuid[]) returning tenant, feed_pos)
     select tenant, max(feed_pos) as pos from gone where feed_pos is not null group by tenant`,
    [jobIds],
  );
}

/** The feeds are locked in the order in which the sequencer does it. */
async function notePruned(tx: Tx, lost: LostEvents[]): Promise<void> {
  await tx.query(
    `with lost as (
       select * from json_to_recordset($1::text::json) as s(tenant text, pos bigint)
     ), locked as (
       select h.tenant, lost.pos from pressroom.feed_heads h join lost using (tenant) order by h.tenant for update of h
     )
     update pressroom.feed_heads h set pruned_pos = greatest(h.pruned_pos, locked.pos) from locked where h.tenant = locked.tenant`,
    [JSON.stringify(lost)],
  );
}
