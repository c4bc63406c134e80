import type { Queryable } from '../db/pool.ts';
import type { JobStatus } from './job.ts';

/** One tenant's figures for one type: jobs by status, and the last hour's flow. */
export interface TypeStatistics extends Record<JobStatus, number> {
  type: string;
  completedLastHour: number;
  failedLastHour: number;
  averageWaitSeconds: number | null;
  averageRunSeconds: number | null;
  /** Due time of the job that has waited longest; null when none waits. */
  oldestDueAt: Date | null;
}

const STATISTICS_COLUMNS = `type, scheduled, queued, running, retrying, cancelling, completed, failed, cancelled, expired,
  completed_last_hour as "completedLastHour", failed_last_hour as "failedLastHour",
  average_wait_seconds::float8 as "averageWaitSeconds", average_run_seconds::float8 as "averageRunSeconds",
  oldest_due_at as "oldestDueAt"`;

export function readStatistics(db: Queryable, tenant: string): Promise<TypeStatistics[]> {
  return db.query<TypeStatistics>(
    `select ${STATISTICS_COLUMNS} from pressroom.job_statistics where tenant = $1 order by type`,
    [tenant],
  );
}
