import type { JobType, LiveCounts, Queue } from '../contract/types.ts';
import type { Queryable } from '../db/pool.ts';
import { countLiveJobs, type LiveCount } from '../jobs/live-counts.ts';
import { readPauses, type QueuePause } from '../jobs/queue-pauses.ts';
import { countWorkers, NO_WORKERS } from './worker-counts.ts';

const LIVE_STATUSES = ['scheduled', 'queued', 'retrying', 'running', 'cancelling'] as const;

/** Queues as they are now: what waits and runs in them of all tenants, who works on them, and whether they are paused. */
export async function presentQueues(db: Queryable, types: readonly JobType[], tenant: string): Promise<Queue[]> {
  const [counts, pauses, workers] = await Promise.all([
    countLiveJobs(db, null),
    readPauses(db, types),
    countWorkers(db, types),
  ]);
  return types.map((type) => {
    const pause = pauses.find((candidate) => candidate.type === type);
    const own = counts.filter((count) => count.type === type);
    return {
      type,
      paused: pause ? presentPause(pause, tenant) : null,
      counts: liveCounts(own),
      due: own.reduce((sum, { due }) => sum + due, 0),
      oldestDueAt: oldestDueAt(own),
      workers: workers.get(type) ?? NO_WORKERS,
    };
  });
}

/** Since when the job could run that waits longest. */
export function oldestDueAt(counts: readonly LiveCount[]): string | null {
  const times = counts.flatMap((count) => count.oldestDueAt?.getTime() ?? []);
  return times.length === 0 ? null : new Date(Math.min(...times)).toISOString();
}

function liveCounts(counts: readonly LiveCount[]): LiveCounts {
  const of = (status: string): number => counts.find((count) => count.status === status)?.count ?? 0;
  return Object.fromEntries(LIVE_STATUSES.map((status) => [status, of(status)])) as LiveCounts;
}

/** Whose jobs wait may know why they do; who in another tenant had a reason is nobody's business. */
function presentPause(pause: QueuePause, tenant: string): NonNullable<Queue['paused']> {
  return {
    since: pause.pausedAt.toISOString(),
    reason: pause.reason,
    by: pause.tenant === tenant ? pause.pausedBy : null,
  };
}
