import type { Queryable } from '../db/pool.ts';
import type { HeldStatus, WaitingStatus } from './job.ts';

/** How many jobs there are of a type and status that are not finished. What there is none of is left out. */
export interface LiveCount {
  type: string;
  status: WaitingStatus | HeldStatus;
  count: number;
  /** Of those that wait, how many could run now. */
  due: number;
  /** Since when the one could run that waits longest; null when none is due. */
  oldestDueAt: Date | null;
}

/**
 * Counts the jobs that are not finished, from their index alone: it costs as much as there are of them, however many have
 * ended.
 *
 * @param tenant null: of all tenants.
 */
export function countLiveJobs(db: Queryable, tenant: string | null): Promise<LiveCount[]> {
  return db.query<LiveCount>(
    `select type, status, count(*) as count, count(*) filter (where ${IS_DUE}) as due,
       min(due_at) filter (where ${IS_DUE}) as "oldestDueAt"
     from pressroom.document_jobs
     where finished_at is null and ($1::text is null or tenant = $1) group by type, status`,
    [tenant],
  );
}

const IS_DUE = `status in ('scheduled', 'queued', 'retrying') and due_at <= pressroom.clock()`;
