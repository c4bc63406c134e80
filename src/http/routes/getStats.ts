import { jobTypes } from '../../contract/contract.ts';
import type { JobStatusName, JobType, Stats, StatusCounts, TypeStats, WorkerCounts } from '../../contract/types.ts';
import { databaseTime } from '../../db/clock.ts';
import { readStatistics, type TypeStatistics } from '../../jobs/statistics.ts';
import { principalOf } from '../authenticate.ts';
import type { Route } from '../context.ts';
import { countWorkers, NO_WORKERS } from '../worker-counts.ts';

const STATUSES: readonly JobStatusName[] = [
  'scheduled',
  'queued',
  'running',
  'retrying',
  'cancelling',
  'completed',
  'failed',
  'cancelled',
  'expired',
];

/** GET /api/stats: counts, rates and waits. */
export const getStats: Route = (context) => async (_req, res) => {
  const { tenant } = principalOf(res);
  const { pool } = context.core;
  const [now, rows, workers] = await Promise.all([
    databaseTime(pool),
    readStatistics(pool, tenant),
    countWorkers(pool, jobTypes),
  ]);
  const types = jobTypes.map((type) =>
    typeStats(
      type,
      rows.find((row) => row.type === type),
      workers.get(type) ?? NO_WORKERS,
    ),
  );
  const answer: Stats = { generatedAt: now.toISOString(), total: totalOf(types), types };
  res.json(answer);
};

function typeStats(type: JobType, row: TypeStatistics | undefined, workers: WorkerCounts): TypeStats {
  const lastHour = {
    completed: row?.completedLastHour ?? 0,
    failed: row?.failedLastHour ?? 0,
    averageWaitSeconds: row?.averageWaitSeconds ?? null,
    averageRunSeconds: row?.averageRunSeconds ?? null,
  };
  const counts = countsBy((status) => row?.[status] ?? 0);
  return { type, counts, lastHour, oldestDueAt: row?.oldestDueAt?.toISOString() ?? null, workers };
}

function totalOf(types: TypeStats[]): StatusCounts {
  return countsBy((status) => types.reduce((sum, { counts }) => sum + counts[status], 0));
}

function countsBy(count: (status: JobStatusName) => number): StatusCounts {
  return Object.fromEntries(STATUSES.map((status) => [status, count(status)])) as StatusCounts;
}
