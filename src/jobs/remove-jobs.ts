import { retriedTransaction, type Tx } from '../db/transaction.ts';
import { sweepTheseBlobs } from '../storage/sweep-blobs.ts';
import { artifactBlobs } from './artifact-store.ts';
import type { JobsCore } from './core.ts';
import { isTerminal, type JobStatus } from './job.ts';
import { findJob } from './job-reader.ts';
import { lockFeeds } from './sequencer.ts';
import type { Viewer } from './viewer.ts';

/** The id of a removed job is answered with "gone" for this long. */
export const TOMBSTONE_DAYS = 30;
/** Jobs removed in one transaction, with all their files. */
const PRUNE_BATCH = 20;
/** Deleting gigabytes takes longer than a statement of the service usually may. */
const PRUNE_TIMEOUT = '10min';

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
    const loosened = await remove(tx, [jobId], 'deleted');
    tx.hint({ topic: 'job', key: jobId });
    return { loosened };
  });
  if (typeof outcome === 'string') return outcome;
  await sweepTheseBlobs(core, outcome.loosened);
  return 'deleted';
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
    if (count < PRUNE_BATCH) break;
  }
  const [rest] = await core.pool.query<Omit<CleanupCounts, 'jobs'>>(
    `with keys as (delete from pressroom.idempotency_keys where expires_at <= pressroom.clock() and ($1::text is null or tenant = $1) returning 1),
       tokens as (delete from pressroom.stream_tokens where expires_at <= pressroom.clock() and ($1::text is null or tenant = $1) returning 1),
       stones as (delete from pressroom.tombstones where gone_at <= pressroom.clock() - interval '${TOMBSTONE_DAYS} days' and ($1::text is null or tenant = $1) returning 1)
     select (select count(*) from keys) as "idempotencyKeys", (select count(*) from tokens) as "streamTokens",
       (select count(*) from stones) as tombstones`,
    [tenant],
  );
  return { jobs, ...(rest ?? { idempotencyKeys: 0, streamTokens: 0, tombstones: 0 }) };
}

async function pruneBatch(tx: Tx, tenant: string | null): Promise<{ count: number; loosened: string[] }> {
  await tx.query(`set local statement_timeout = '${PRUNE_TIMEOUT}'`);
  const due = await tx.query<{ id: string }>(
    `select id from pressroom.document_jobs where expires_at <= pressroom.clock() and ($1::text is null or tenant = $1)
     order by expires_at limit ${PRUNE_BATCH} for update skip locked`,
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
  const loosened = await artifactBlobs(tx, jobIds);
  await tx.query('delete from pressroom.artifacts where job_id = any($1::uuid[])', [jobIds]); // long, so before the lock
  await lockFeeds(tx); // no event of these jobs gets its feed number while they go
  await tx.query(
    `update pressroom.feed_heads h set pruned_pos = greatest(h.pruned_pos, lost.pos)
     from (select tenant, max(feed_pos) as pos from pressroom.job_events where job_id = any($1::uuid[]) group by tenant) lost
     where h.tenant = lost.tenant and lost.pos > h.pruned_pos`,
    [jobIds],
  );
  await tx.query('delete from pressroom.document_jobs where id = any($1::uuid[])', [jobIds]);
  return loosened;
}
