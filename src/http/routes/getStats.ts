import { jobTypes } from '../../contract/contract.ts';
import type { JobStatusName, JobType, Stats, StatusCounts, TypeStats } from '../../contract/types.ts';
import { databaseTime } from '../../db/clock.ts';
import { countJobs, type StatusCount } from '../../jobs/finished-counts.ts';
import { readLastHour, type Durations, type FlowPoint } from '../../jobs/flow-series.ts';
import { countLiveJobs } from '../../jobs/live-counts.ts';
import { principalOf } from '../authenticate.ts';
import type { Route } from '../context.ts';
import { oldestDueAt } from '../present-queue.ts';
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
  const [now, counts, live, lastHour, workers] = await Promise.all([
    databaseTime(pool),
    countJobs(pool, tenant),
    countLiveJobs(pool, tenant),
    readLastHour(pool, tenant),
    countWorkers(pool, jobTypes),
  ]);
  const types = jobTypes.map((type): TypeStats => ({
    type,
    counts: statusCounts(counts.filter((count) => count.type === type)),
    lastHour: presentLastHour(lastHour.find((point) => point.type === type)),
    oldestDueAt: oldestDueAt(live.filter((count) => count.type === type)),
    workers: workers.get(type as JobType) ?? NO_WORKERS,
  }));
  const answer: Stats = { generatedAt: now.toISOString(), total: statusCounts(counts), types };
  res.json(answer);
};

function presentLastHour(point: FlowPoint | undefined): TypeStats['lastHour'] {
  return {
    completed: point?.completed ?? 0,
    failed: point?.failed ?? 0,
    averageWaitSeconds: average(point?.wait),
    averageRunSeconds: average(point?.run),
  };
}

function average(durations: Durations | undefined): number | null {
  return durations && durations.count > 0 ? durations.sumSeconds / durations.count : null;
}

function statusCounts(counts: readonly StatusCount[]): StatusCounts {
  const of = (status: JobStatusName): number =>
    counts.reduce((sum, entry) => sum + (entry.status === status ? entry.count : 0), 0);
  return Object.fromEntries(STATUSES.map((status) => [status, of(status)])) as StatusCounts;
}
