import type { Queryable } from '../db/pool.ts';
import type { JobStatus } from './job.ts';

/** How many jobs of a type are in a status. */
export interface StatusCount {
  type: string;
  status: JobStatus;
  count: number;
}

/** Changes put together in one statement. */
const CHANGES_AT_ONCE = 10_000;

/**
 * A tenant's jobs by type and status, each counted once, as of one instant: those that are not finished from their index,
 * the others from the counts that their ends and removals keep.
 */
export function countJobs(db: Queryable, tenant: string): Promise<StatusCount[]> {
  return db.query<StatusCount>(
    `select type, status, sum(count)::bigint as count from (
       select type, status, count(*) as count from pressroom.document_jobs
       where finished_at is null and tenant = $1 group by type, status
       union all
       select type, status, count from pressroom.finished_counts where tenant = $1
       union all
       select type, status, change from pressroom.finished_changes where tenant = $1
     ) counted group by type, status having sum(count) <> 0`,
    [tenant],
  );
}

/** Puts the changes of the counts together, so that there are never many. Safe from several processes at once. */
export async function foldFinishedCounts(db: Queryable): Promise<void> {
  for (;;) {
    const [row] = await db.query<{ folded: number }>(
      `with gone as (
         delete from pressroom.finished_changes where ctid = any (array(
           select ctid from pressroom.finished_changes limit ${CHANGES_AT_ONCE} for update skip locked))
         returning tenant, type, status, change
       ), counted as (
         insert into pressroom.finished_counts as c (tenant, type, status, count)
         select tenant, type, status, sum(change) from gone group by tenant, type, status order by tenant, type, status
         on conflict (tenant, type, status) do update set count = c.count + excluded.count
       )
       select count(*) as folded from gone`,
    );
    if ((row?.folded ?? 0) < CHANGES_AT_ONCE) return;
  }
}
