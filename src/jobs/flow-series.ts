import type { Queryable } from '../db/pool.ts';
import { BUCKET_BOUNDS, HOUR_SECONDS, MINUTE_SECONDS, summedBuckets } from './job-flow.ts';

/** Seconds of waits or runs, put together. */
export interface Durations {
  count: number;
  sumSeconds: number;
  maxSeconds: number;
  /** By BUCKET_BOUNDS; one more for what is above all. */
  buckets: number[];
}

/** What happened to jobs of one type in one step of time. */
export interface FlowPoint {
  type: string;
  at: Date;
  created: number;
  started: number;
  completed: number;
  failed: number;
  cancelled: number;
  expired: number;
  retries: number;
  wait: Durations;
  run: Durations;
}

type FlowRow = Omit<FlowPoint, 'wait' | 'run'> &
  Record<`${'wait' | 'run'}${'Seconds' | 'Max'}`, number> &
  Record<`${'wait' | 'run'}Buckets`, number[]>;

export interface FlowQuery {
  tenant: string;
  from: Date;
  /** Not of it. */
  to: Date;
  stepSeconds: number;
  /** null: all. */
  type: string | null;
}

/** What happened in each step, type by type, oldest first; a step in which nothing did is left out. Steps count from 1970. */
export async function readFlow(db: Queryable, query: FlowQuery): Promise<FlowPoint[]> {
  const rows = await db.query<FlowRow>(
    `select type, date_bin($4 * interval '1 second', at, 'epoch') as at, ${SUMS} from pressroom.job_flow
     where tenant = $1 and span_seconds in (${MINUTE_SECONDS}, ${HOUR_SECONDS}) and at >= $2 and at < $3
       and ($5::text is null or type = $5)
     group by 1, 2 order by 1, 2`,
    [query.tenant, query.from, query.to, query.stepSeconds, query.type],
  );
  return rows.map(toPoint);
}

/** What happened in the last 60 minutes, type by type. */
export async function readLastHour(db: Queryable, tenant: string): Promise<FlowPoint[]> {
  const rows = await db.query<FlowRow>(
    `select type, min(at) as at, ${SUMS} from pressroom.job_flow
     where tenant = $1 and span_seconds = ${MINUTE_SECONDS} and at > pressroom.clock() - interval '1 hour' group by type`,
    [tenant],
  );
  return rows.map(toPoint);
}

const SUMS = `sum(created) as created, sum(started) as started, sum(completed) as completed, sum(failed) as failed,
  sum(cancelled) as cancelled, sum(expired) as expired, sum(retries) as retries,
  sum(wait_seconds) as "waitSeconds", max(wait_seconds_max) as "waitMax", ${summedBuckets('wait_buckets')} as "waitBuckets",
  sum(run_seconds) as "runSeconds", max(run_seconds_max) as "runMax", ${summedBuckets('run_buckets')} as "runBuckets"`;

function toPoint(row: FlowRow): FlowPoint {
  const { waitSeconds, waitMax, waitBuckets, runSeconds, runMax, runBuckets, ...counts } = row;
  return {
    ...counts,
    wait: { count: total(waitBuckets), sumSeconds: waitSeconds, maxSeconds: waitMax, buckets: waitBuckets },
    run: { count: total(runBuckets), sumSeconds: runSeconds, maxSeconds: runMax, buckets: runBuckets },
  };
}

/** Points of the same step, of whatever types, as one. */
export function mergePoints(points: readonly FlowPoint[]): Omit<FlowPoint, 'type' | 'at'> {
  const sum = (value: (point: FlowPoint) => number): number => total(points.map(value));
  return {
    created: sum((point) => point.created),
    started: sum((point) => point.started),
    completed: sum((point) => point.completed),
    failed: sum((point) => point.failed),
    cancelled: sum((point) => point.cancelled),
    expired: sum((point) => point.expired),
    retries: sum((point) => point.retries),
    wait: mergeDurations(points.map(({ wait }) => wait)),
    run: mergeDurations(points.map(({ run }) => run)),
  };
}

function mergeDurations(all: readonly Durations[]): Durations {
  return {
    count: total(all.map(({ count }) => count)),
    sumSeconds: total(all.map(({ sumSeconds }) => sumSeconds)),
    maxSeconds: Math.max(0, ...all.map(({ maxSeconds }) => maxSeconds)),
    buckets: Array.from({ length: BUCKET_BOUNDS.length + 1 }, (_, no) =>
      total(all.map(({ buckets }) => buckets[no] ?? 0)),
    ),
  };
}

/**
 * About which share of the durations were not longer than the answer. As exact as the buckets: within one, the durations
 * are taken to be spread evenly. null without any.
 */
export function quantile({ count, maxSeconds, buckets }: Durations, share: number): number | null {
  if (count === 0) return null;
  let left = share * count;
  for (const [no, size] of buckets.entries()) {
    const from = no === 0 ? 0 : (BUCKET_BOUNDS[no - 1] as number);
    const to = Math.min(BUCKET_BOUNDS[no] ?? maxSeconds, maxSeconds);
    if (left <= size && size > 0) return from + Math.max(0, to - from) * (left / size);
    left -= size;
  }
  return maxSeconds;
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
