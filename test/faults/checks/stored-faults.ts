import pg from 'pg';

type Faults = Readonly<Record<string, string>>;

/** What must not be found in the database when all jobs have ended: by name, a query of the rows that are wrong. */
export const JOB_FAULTS: Faults = {
  'a job that is not completed': `select id, status, error from pressroom.document_jobs where status <> 'completed'`,
  'events with a gap': `
    select d.id, d.last_seq, count(e.seq) from pressroom.document_jobs d left join pressroom.job_events e on e.job_id = d.id
    group by d.id having count(e.seq) <> d.last_seq or min(e.seq) <> 1 or max(e.seq) <> d.last_seq`,
  'a job whose only terminal event is not its last': `
    select d.id from pressroom.document_jobs d join pressroom.job_events e on e.job_id = d.id and e.type like 'job-%'
    group by d.id, d.last_seq having count(*) <> 1 or min(e.seq) <> d.last_seq or min(e.type) <> 'job-complete'`,
  'attempts that are not counted 1, 2, 3, …': `
    select * from (select job_id, seq, attempt, row_number() over (partition by job_id order by seq) as number
      from pressroom.job_events where type = 'status' and data->>'status' = 'running') a where attempt <> number`,
  'a row whose attempt is not that of its last start': `
    select d.id, d.attempt from pressroom.document_jobs d
    where d.attempt <> (select count(*) from pressroom.job_events e
      where e.job_id = d.id and e.type = 'status' and e.data->>'status' = 'running')`,
  'progress that goes back within an attempt': `
    select * from (select job_id, seq, attempt, (data->>'percent')::float8 as percent,
        lag((data->>'percent')::float8) over (partition by job_id, attempt order by seq) as before
      from pressroom.job_events where type = 'progress') p where percent < before`,
  'a completed job without exactly one whole file': `
    select d.id from pressroom.document_jobs d left join pressroom.artifacts a on a.job_id = d.id and a.preview_of is null
    group by d.id, d.main_artifact_id
    having count(a.id) <> 1 or bool_or(a.sha256 is null) or min(a.id::text) is distinct from d.main_artifact_id::text`,
  'a file whose pieces are not all there': `
    select a.id from pressroom.artifacts a left join pressroom.blob_chunks c on c.blob_id = a.blob_id
    group by a.id, a.size_bytes, a.sha256
    having sum(octet_length(c.bytes)) <> a.size_bytes or count(*) <> max(c.no) + 1
      or encode(sha256(string_agg(c.bytes, '' order by c.no)), 'hex') <> a.sha256`,
  'a feed with a gap': `
    select h.tenant, h.last_pos, count(e.feed_pos), count(*) from pressroom.feed_heads h join pressroom.job_events e using (tenant)
    group by h.tenant, h.last_pos having count(*) <> h.last_pos or max(e.feed_pos) <> h.last_pos or count(e.feed_pos) <> count(*)`,
  'a feed that does not keep a job’s order': `
    select * from (select job_id, seq, feed_pos, lag(feed_pos) over (partition by job_id order by seq) as before
      from pressroom.job_events) f where feed_pos < before`,
  'a job that the queue still holds': `
    select q.id, q.state from pgboss.job q join pressroom.document_jobs d on d.id = q.id where q.state <> 'completed'`,
};

/** The same, of jobs that carry their Idempotency-Key in their metadata as well. */
export const KEY_FAULTS: Faults = {
  'more than one job under one key': `
    select metadata->>'key' as key, count(*) from pressroom.document_jobs group by 1 having count(*) > 1`,
  'a key without its job, or a job without its key': `
    select k.key, d.id from pressroom.idempotency_keys k full join pressroom.document_jobs d on d.id = k.job_id
    where k.key is distinct from d.metadata->>'key'`,
};

/** Looks for everything that must not be there. @returns by name what was found; empty when all is right */
export async function findStoredFaults(databaseUrl: string, faults: Faults): Promise<Record<string, object[]>> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const found: Record<string, object[]> = {};
    for (const [name, query] of Object.entries(faults)) {
      const { rows } = await client.query<object>(query);
      if (rows.length > 0) found[name] = rows.slice(0, 5);
    }
    return found;
  } finally {
    await client.end();
  }
}

export interface StoredRun {
  jobIds: string[];
  /** Starts beyond each job's first. */
  extraAttempts: number;
  maxAttempt: number;
  /** When the queue's own supervision told that a worker was lost. */
  lostAt: Date[];
}

/** What the run left behind, for the record. */
export async function readStoredRun(databaseUrl: string): Promise<StoredRun> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const jobs = await client.query<{ id: string; attempt: number }>('select id, attempt from pressroom.document_jobs');
    const lost = await client.query<{ at: Date }>(
      `select created_at as at from pressroom.job_events where type = 'status' and data->'error'->>'code' = 'worker-lost'`,
    );
    const attempts = jobs.rows.map((row) => row.attempt);
    return {
      jobIds: jobs.rows.map((row) => row.id),
      extraAttempts: attempts.reduce((sum, attempt) => sum + attempt - 1, 0),
      maxAttempt: Math.max(...attempts),
      lostAt: lost.rows.map((row) => row.at),
    };
  } finally {
    await client.end();
  }
}
