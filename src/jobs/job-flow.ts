import type { Queryable } from '../db/pool.ts';
import type { JobsCore } from './core.ts';

/** What happens to jobs, minute by minute: written here, read in flow-series.ts. */

/** A wait or a run counts in the first bucket whose bound, in seconds, it is below; one above all in a further bucket. */
export const BUCKET_BOUNDS: readonly number[] = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3_600];
export const MINUTE_SECONDS = 60;
export const HOUR_SECONDS = 3_600;
/** Minutes are put together into hours when they are older. */
const KEEP_MINUTES = '2 days';
const KEEP_HOURS = '90 days';
const BOUNDS = `array[${BUCKET_BOUNDS.join()}]::float8[]`;
/** Rows put together, or removed, in one statement. */
const ROWS_AT_ONCE = 10_000;

/** Of an event `e`: what its moment is made of. */
export const FRESH_COLUMNS = `e.job_id, e.seq, e.tenant, e.ord, e.type as event, e.created_at,
  case e.type when 'status' then e.data ->> 'status' end as status,
  case e.type when 'status' then (e.data ->> 'waitedSeconds')::float8 end as waited`;

/**
 * Adds the events of a preceding `fresh` (FRESH_COLUMNS) to their minutes: the rest of a WITH clause, up to `flow`. Whoever
 * runs it holds the lock of the feeds, and sees to it that no event is added twice.
 */
export const ADD_FLOW = `moments as (
    select f.*, d.type, date_bin('${MINUTE_SECONDS} seconds', f.created_at, 'epoch') as at, d.ran,
      width_bucket(f.waited, ${BOUNDS}) as waited_no, width_bucket(d.ran, ${BOUNDS}) as ran_no
    from fresh f cross join lateral (
      select type, case f.event when 'job-complete'
          then greatest(0, extract(epoch from finished_at - coalesce(attempt_started_at, started_at)))::float8 end as ran
      from pressroom.document_jobs where id = f.job_id limit 1) d
    where f.event = 'status' or f.event like 'job-%'
  ), flow as (
    insert into pressroom.job_flow as o (tenant, span_seconds, at, type, created, started, completed, failed, cancelled,
      expired, retries, wait_seconds, wait_seconds_max, wait_buckets, run_seconds, run_seconds_max, run_buckets)
    select tenant, ${MINUTE_SECONDS}, at, type, count(*) filter (where seq = 1), count(*) filter (where status = 'running'),
      count(*) filter (where event = 'job-complete'), count(*) filter (where event = 'job-failed'),
      count(*) filter (where event = 'job-cancelled'), count(*) filter (where event = 'job-expired'),
      count(*) filter (where status = 'retrying'),
      coalesce(sum(waited), 0), coalesce(max(waited), 0), ${bucketsOf('waited_no')},
      coalesce(sum(ran), 0), coalesce(max(ran), 0), ${bucketsOf('ran_no')}
    from moments group by tenant, at, type order by tenant, at, type
    ${addTo('o')}
  )`;

/** Adds the events of jobs that are about to go and have no feed number yet. The feeds are locked. */
export async function addFlowOf(db: Queryable, jobIds: string[]): Promise<void> {
  await db.query(
    `with fresh as (
       select ${FRESH_COLUMNS} from pressroom.job_events e where e.job_id = any($1::uuid[]) and e.feed_pos is null
     ), ${ADD_FLOW} select 1`,
    [jobIds],
  );
}

/** Puts old minutes together into hours, and removes old hours. */
export async function pruneFlow({ pool }: JobsCore, shouldStop: () => boolean): Promise<void> {
  for (const statement of [MINUTES_TO_HOURS, OLD_HOURS]) {
    while (!shouldStop()) {
      const [row] = await pool.query<{ count: number }>(statement);
      if ((row?.count ?? 0) < ROWS_AT_ONCE) break;
    }
  }
}

const MINUTES_TO_HOURS = `with gone as (
    ${removal(MINUTE_SECONDS, KEEP_MINUTES)} returning *
  ), hours as (
    insert into pressroom.job_flow as o
    select tenant, ${HOUR_SECONDS}, date_bin('${HOUR_SECONDS} seconds', at, 'epoch') as hour, type, sum(created), sum(started),
      sum(completed), sum(failed), sum(cancelled), sum(expired), sum(retries),
      sum(wait_seconds), max(wait_seconds_max), ${summedBuckets('wait_buckets')},
      sum(run_seconds), max(run_seconds_max), ${summedBuckets('run_buckets')}
    from gone group by tenant, hour, type order by tenant, hour, type
    ${addTo('o')}
  )
  select count(*) as count from gone`;

const OLD_HOURS = `with gone as (${removal(HOUR_SECONDS, KEEP_HOURS)} returning 1) select count(*) as count from gone`;

function removal(spanSeconds: number, keep: string): string {
  return `delete from pressroom.job_flow where ctid = any (array(
      select ctid from pressroom.job_flow
      where span_seconds = ${spanSeconds} and at < date_bin('${HOUR_SECONDS} seconds', pressroom.clock() - interval '${keep}', 'epoch')
      order by at limit ${ROWS_AT_ONCE} for update skip locked))`;
}

function bucketsOf(column: string): string {
  const counts = bucketNumbers().map((no) => `count(*) filter (where ${column} = ${no - 1})`);
  return `array[${counts.join()}]::integer[]`;
}

/** The sums of an array of buckets over several rows, place by place. */
export function summedBuckets(column: string): string {
  return `array[${bucketNumbers()
    .map((no) => `sum(${column}[${no}])`)
    .join()}]::integer[]`;
}

function bucketNumbers(): number[] {
  return Array.from({ length: BUCKET_BOUNDS.length + 1 }, (_, index) => index + 1);
}

function addTo(row: string): string {
  const counts = ['created', 'started', 'completed', 'failed', 'cancelled', 'expired', 'retries'];
  const sums = [...counts, 'wait_seconds', 'run_seconds'].map((name) => `${name} = ${row}.${name} + excluded.${name}`);
  const maxima = ['wait_seconds_max', 'run_seconds_max'].map(
    (name) => `${name} = greatest(${row}.${name}, excluded.${name})`,
  );
  const buckets = ['wait_buckets', 'run_buckets'].map(
    (name) => `${name} = pressroom.add_counts(${row}.${name}, excluded.${name})`,
  );
  return `on conflict (tenant, span_seconds, at, type) do update set ${[...sums, ...maxima, ...buckets].join(', ')}`;
}
