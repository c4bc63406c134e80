import { FEED_LOCK } from '../db/advisory-locks.ts';
import { transaction, type Tx } from '../db/transaction.ts';
import type { JobsCore } from './core.ts';
import { ADD_FLOW, FRESH_COLUMNS } from './job-flow.ts';

/** Events numbered in one transaction. */
const BATCH = 1_000;

/**
 * Gives committed events their number in their tenant's feed: gapless, in an order that keeps each job's own. It is done
 * after the commit because a number taken before it becomes visible out of order, and a reader that saw 102 would never
 * see 101. One process at a time, under an advisory lock that dies with its transaction. It sees every event once, and adds
 * each to the figures of its minute.
 *
 * @returns false when another process is at it; it will see, or be told of, what is new.
 */
export async function numberNewEvents(core: JobsCore): Promise<boolean> {
  for (;;) {
    const count = await transaction(core.pool, core.hints, numberBatch);
    if (count === null) return false;
    if (count < BATCH) return true;
  }
}

/** Waits until no numbering is under way, and keeps it so until the transaction ends. */
export async function lockFeeds(tx: Tx): Promise<void> {
  await tx.query('select pg_advisory_xact_lock($1)', [FEED_LOCK]);
}

async function numberBatch(tx: Tx): Promise<number | null> {
  const [lock] = await tx.query<{ taken: boolean }>('select pg_try_advisory_xact_lock($1) as taken', [FEED_LOCK]);
  if (!lock?.taken) return null;
  // `ord` rises with seq within a job, and a job's lower seq is visible whenever its higher one is: so numbering by ord
  // keeps each job's order, also across batches.
  const heads = await tx.query<{ tenant: string; count: number }>(
    `with fresh as (
       select ${FRESH_COLUMNS} from pressroom.job_events e where e.feed_pos is null order by e.ord limit ${BATCH}
     ), counts as (
       select tenant, count(*) as count from fresh group by tenant
     ), heads as (
       insert into pressroom.feed_heads as h (tenant, last_pos) select tenant, count from counts order by tenant
       on conflict (tenant) do update set last_pos = h.last_pos + excluded.last_pos
       returning tenant, last_pos
     ), numbered as (
       select f.job_id, f.seq, h.last_pos - c.count + row_number() over (partition by f.tenant order by f.ord) as pos
       from fresh f join heads h using (tenant) join counts c using (tenant)
     ), ${ADD_FLOW}, written as (
       update pressroom.job_events e set feed_pos = n.pos from numbered n where e.job_id = n.job_id and e.seq = n.seq
     )
     select tenant, count from counts`,
  );
  for (const { tenant } of heads) tx.hint({ topic: 'feed', key: tenant });
  return heads.reduce((sum, head) => sum + head.count, 0);
}
