import type { Queryable } from '../db/pool.ts';

/** What we do about the size of pg-boss's tables ourselves, where what it does itself would take ever longer. */

/** The queue's record of a finished job is of no use to us. */
export const KEEP_FINISHED_SECONDS = 60;

/** Removes records of jobs that ended a while ago, at most so many. @returns how many */
export async function removeFinished(db: Queryable, limit: number): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    `with gone as (
       delete from pgboss.job_common where ctid = any (array(
         select ctid from pgboss.job_common
         where state > 'active' and completed_on <= pgboss.job_now() - interval '${KEEP_FINISHED_SECONDS} seconds'
         order by completed_on limit $1 for update skip locked)) returning 1
     ) select count(*) as count from gone`,
    [limit],
  );
  return row?.count ?? 0;
}

/**
 * What pg-boss's tables need where attempts are supervised each second and jobs come and go by the million:
 * - its search for attempts that are overdue reads the whole table, with all that waits; with an index, what runs;
 * - our removal of what is finished needs one too;
 * - its counts of jobs by state, which nobody reads, read the whole table; the time until which it puts them off when
 *   they take too long is set far away;
 * - dead rows are removed when there are some thousands of them, not a fifth of the table.
 *
 * May be done again, and by several processes at once: the first statement makes them take turns.
 */
export async function tuneQueueTables(db: Queryable): Promise<void> {
  await db.execute(`do $$ begin
    alter table pgboss.job_common set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000,
      autovacuum_analyze_scale_factor = 0.05, autovacuum_analyze_threshold = 2000, autovacuum_vacuum_cost_limit = 2000);
    if to_regclass('pgboss.pressroom_active_jobs') is null then
      create index pressroom_active_jobs on pgboss.job_common (name) where state = 'active';
      create index pressroom_finished_jobs on pgboss.job_common (completed_on) where state > 'active';
    end if;
    update pgboss.version set monitor_backoff_on = '9999-01-01' where monitor_backoff_on is distinct from '9999-01-01';
  end $$`);
}
