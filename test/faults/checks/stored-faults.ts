import pg from 'pg';
import type { FollowedJob } from '../clients/clients.ts';

type Queries = Readonly<Record<string, string>>;

/** What must not be found in the database when all jobs have ended: by name, a query of the rows that are wrong. */
export const JOB_FAULTS: Queries = {
  'a job that has not ended': `select id, status, error from pressroom.document_jobs where finished_at is null`,
  'events with a gap': `
    select d.id, d.last_seq, count(e.seq) from pressroom.document_jobs d left join pressroom.job_events e on e.job_id = d.id
    group by d.id having count(e.seq) <> d.last_seq or min(e.seq) <> 1 or max(e.seq) <> d.last_seq`,
  'a job without exactly one terminal event, its last, of its status': `
    select d.id, d.status, array_agg(e.type) from pressroom.document_jobs d
    left join pressroom.job_events e on e.job_id = d.id and e.type like 'job-%'
    group by d.id having count(*) <> 1 or min(e.seq) is distinct from d.last_seq
      or min(e.type) <> 'job-' || case d.status when 'completed' then 'complete' else d.status end`,
  'a job that was being cancelled and ended otherwise': `
    select d.id, d.status from pressroom.document_jobs d join pressroom.job_events e on e.job_id = d.id
    where e.type = 'status' and e.data->>'status' = 'cancelling' and d.status <> 'cancelled'`,
  'attempts that are not counted one by one': `
    select * from (select job_id, seq, attempt, data->>'status' as status,
        lag(attempt) over (partition by job_id order by seq) as before
      from pressroom.job_events where type = 'status') a where status = 'running' and attempt <> before + 1`,
  'a job that ran more often than it may': `
    select d.id, d.max_attempts, count(e.seq) from pressroom.document_jobs d
    join pressroom.job_events e on e.job_id = d.id and e.type = 'status' and e.data->>'status' = 'running'
    group by d.id
    having d.attempt > d.max_attempts or count(e.seq) > d.max_attempts + (select count(*) from pressroom.job_events r
      where r.job_id = d.id and r.type = 'status' and r.data->>'reason' = 'released')`,
  'an event of an attempt that did not have the job': `
    select * from (select e.job_id, e.seq, e.type, e.attempt, s.status, s.attempt as held
      from pressroom.job_events e
      cross join lateral (select data->>'status' as status, attempt from pressroom.job_events before
        where before.job_id = e.job_id and before.seq < e.seq and before.type = 'status' order by seq desc limit 1) s
      where e.type in ('progress', 'log', 'checkpoint', 'artifact')) w
    where status not in ('running', 'cancelling') or attempt <> held`,
  'progress that goes back within an attempt': `
    select * from (select job_id, seq, (data->>'percent')::float8 as percent,
        lag((data->>'percent')::float8) over (partition by job_id, start order by seq) as before
      from (select *, count(*) filter (where type = 'status' and data->>'status' = 'running')
          over (partition by job_id order by seq) as start from pressroom.job_events) e
      where type = 'progress') p where percent < before`,
  'a completed document job without exactly one whole file': `
    select d.id from pressroom.document_jobs d left join pressroom.artifacts a on a.job_id = d.id and a.preview_of is null
    where d.status = 'completed' group by d.id, d.main_artifact_id
    having count(a.id) <> 1 or bool_or(a.sha256 is null) or min(a.id::text) is distinct from d.main_artifact_id::text`,
  'a file that is not whole, of a job that has ended': `
    select a.id from pressroom.artifacts a join pressroom.document_jobs d on d.id = a.job_id
    where a.sha256 is null and d.finished_at < pressroom.clock() - interval '30 seconds'`,
  'a file whose pieces are not all there': `
    select a.id from pressroom.artifacts a left join pressroom.blob_chunks c on c.blob_id = a.blob_id
    where a.sha256 is not null group by a.id, a.size_bytes, a.sha256
    having sum(octet_length(c.bytes)) <> a.size_bytes or count(*) <> max(c.no) + 1
      or encode(sha256(string_agg(c.bytes, '' order by c.no)), 'hex') <> a.sha256`,
  'a feed with a gap': `
    select h.tenant, h.last_pos, count(e.feed_pos), count(*) from pressroom.feed_heads h join pressroom.job_events e using (tenant)
    group by h.tenant, h.last_pos having count(*) <> h.last_pos or max(e.feed_pos) <> h.last_pos or count(e.feed_pos) <> count(*)`,
  'a feed that does not keep a job’s order': `
    select * from (select job_id, seq, feed_pos, lag(feed_pos) over (partition by job_id order by seq) as before
      from pressroom.job_events) f where feed_pos < before`,
  'a job that the queue would still run': `
    select q.id, q.state, d.status from pgboss.job q left join pressroom.document_jobs d on d.id = q.id
    where q.name in (select distinct type from pressroom.document_jobs) and q.state::text in ('created', 'retry', 'active')`,
};

/** The same, of jobs that carry their Idempotency-Key in their metadata as well. */
export const KEY_FAULTS: Queries = {
  'more than one job under one key': `
    select metadata->>'key' as key, count(*) from pressroom.document_jobs group by 1 having count(*) > 1`,
  'a key without its job, or a job without its key': `
    select k.key, d.id from pressroom.idempotency_keys k full join pressroom.document_jobs d on d.id = k.job_id
    where k.key is distinct from d.metadata->>'key'`,
};

/** Shown of each fault. */
const MAX_SHOWN = 3;

/** Looks for everything that must not be there. @returns a line each */
export function findStoredFaults(databaseUrl: string, faults: Queries): Promise<string[]> {
  return withClient(databaseUrl, async (client) => {
    const found: string[] = [];
    for (const [name, query] of Object.entries(faults)) {
      const { rows } = await client.query<object>(query);
      if (rows.length > 0) found.push(`${name}: ${rows.length}, such as ${JSON.stringify(rows.slice(0, MAX_SHOWN))}`);
    }
    return found;
  });
}

export interface StoredRun {
  jobs: StoredEnd[];
  /** Starts beyond each job's first. */
  extraAttempts: number;
}

interface StoredEnd {
  id: string;
  status: string;
  attempt: number;
  error: string | null;
  starts: number;
}

/** What the run left behind. */
export async function readStoredRun(databaseUrl: string): Promise<StoredRun> {
  const { rows } = await withClient(databaseUrl, (client) =>
    client.query<StoredEnd>(`
      select id, status, attempt, error->>'code' as error, (select count(*)::int from pressroom.job_events e
        where e.job_id = d.id and e.type = 'status' and e.data->>'status' = 'running') as starts
      from pressroom.document_jobs d`),
  );
  return { jobs: rows, extraAttempts: rows.reduce((sum, { starts }) => sum + Math.max(0, starts - 1), 0) };
}

/**
 * What was acknowledged against what is there: each job once, ended as it may, and no handler started that the database
 * does not know of.
 */
export function findLost(
  acknowledged: readonly FollowedJob[],
  stored: StoredRun,
  handlerStarts: ReadonlyMap<string, number>,
): string[] {
  const byId = new Map(stored.jobs.map((job) => [job.id, job]));
  const faults: string[] = [];
  for (const { id, plan } of acknowledged) {
    const job = byId.get(id);
    byId.delete(id);
    if (!job) faults.push(`job ${id} was acknowledged, and is not there`);
    else if (!plan.ends.some((end) => end === job.status))
      faults.push(`job ${id} (${plan.request.title}) ended as ${job.status}, ${job.error}, attempt ${job.attempt}`);
    if (job && (handlerStarts.get(id) ?? 0) > job.starts)
      faults.push(`job ${id} was started ${handlerStarts.get(id)} times, its events tell of ${job.starts}`);
  }
  return [...faults, ...byId.keys().map((id) => `job ${id} is there, and nobody created it`)];
}

async function withClient<T>(databaseUrl: string, ask: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return await ask(client);
  } finally {
    await client.end();
  }
}
