import type { Stage } from '../rig/stage.ts';

/** Times that lie ahead when they are written; every other one is of something that has happened. */
const AHEAD = new Set(['expires_at', 'run_at', 'due_at', 'start_deadline_at']);
/** Of the figures: when their minute began. */
const BEGINS_SPAN = 'job_flow.at';
const SPAN_MS = 60_000;
/** What lies ahead is at most a day off: the retention of jobs and keys. */
const MOST_AHEAD_MS = 24 * 3_600_000;
/** Between a statement's own time and the clock of the one who looks. */
const SLACK_MS = 2_000;

/** Looks at every time in every table of ours for one that was not between `from` and now when it was written. */
export async function findWrongTimes(stage: Pick<Stage, 'query'>, from: Date): Promise<string[]> {
  const columns = await stage.query<{ table: string; column: string }>(
    `select table_name as "table", column_name as "column" from information_schema.columns
     where table_schema = 'pressroom' and data_type = 'timestamp with time zone' and table_name in
       (select tablename from pg_tables where schemaname = 'pressroom') and table_name <> 'schema_migrations'`,
  );
  const found: string[] = [];
  for (const { table, column } of columns) found.push(...(await lookAtColumn(stage, table, column, from)));
  return [...found, ...(await lookAtEvents(stage))];
}

async function lookAtColumn(stage: Pick<Stage, 'query'>, table: string, column: string, from: Date): Promise<string[]> {
  const aheadMs = AHEAD.has(column) ? MOST_AHEAD_MS : 0;
  const first = new Date(from.getTime() - (`${table}.${column}` === BEGINS_SPAN ? SPAN_MS : 0));
  const wrong = await stage.query<{ time: Date }>(
    `select ${column} as time from pressroom.${table}
     where ${column} < $1::timestamptz - make_interval(secs => $2) or ${column} > now() + make_interval(secs => $2 + $3)`,
    [first, SLACK_MS / 1000, aheadMs / 1000],
  );
  return wrong.map(({ time }) => `${table}.${column}: ${time.toISOString()}`);
}

/** An event tells when the next attempt is due, and never goes back behind the one before it. */
async function lookAtEvents(stage: Pick<Stage, 'query'>): Promise<string[]> {
  const wrong = await stage.query<{ words: string }>(
    `select format('%s %s: %s', job_id, seq, data) as words from (
       select e.*, lag(created_at) over (partition by job_id order by seq) as before from pressroom.job_events e) e
     where created_at < before
       or (data->>'dueAt')::timestamptz not between created_at - interval '2 seconds' and created_at + interval '10 minutes'`,
  );
  return wrong.map(({ words }) => words);
}
