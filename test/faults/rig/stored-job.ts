import type { Stage } from './stage.ts';
import { until } from './waiting.ts';

/** A job in all its tables, as it is at one instant. */
export interface StoredJob {
  status: string;
  attempt: number;
  workerId: string | null;
  queueState: string | null;
  /** `seq type status attempt`, in order. */
  events: string[];
  /** `attempt percent stage message`, of each progress event, in order. */
  reports: string[];
  /** The whole of it, to see whether anything at all has changed. */
  everything: string;
}

/** From a job's creation, or another attempt's loss, until a handler is at work on it. */
const AT_WORK_MS = 40_000;

const READ_JOB = `
  select d.status, d.attempt, d.worker_id as "workerId", q.state::text as "queueState",
    (select array_agg(concat_ws(' ', e.seq, e.type, e.data->>'status', e.attempt) order by e.seq)
     from pressroom.job_events e where e.job_id = d.id) as events,
    array(select concat_ws(' ', e.attempt, e.data->>'percent', e.data->>'stage', e.data->>'message')
     from pressroom.job_events e where e.job_id = d.id and e.type = 'progress' order by e.seq) as reports,
    jsonb_build_array(to_jsonb(d), to_jsonb(q),
      (select jsonb_agg(to_jsonb(e) - 'feed_pos' order by e.seq) from pressroom.job_events e where e.job_id = d.id),
      (select jsonb_agg(to_jsonb(a) order by a.id) from pressroom.artifacts a where a.job_id = d.id),
      (select jsonb_agg(jsonb_build_array(c.blob_id, c.no, md5(c.bytes)) order by c.blob_id, c.no)
       from pressroom.blob_chunks c join pressroom.artifacts a on a.blob_id = c.blob_id where a.job_id = d.id))::text as everything
  from pressroom.document_jobs d left join pgboss.job q on q.name = d.type and q.id = d.id where d.id = $1`;

export async function readJob(stage: Stage, id: string): Promise<StoredJob> {
  const [job] = await stage.query<StoredJob>(READ_JOB, [id]);
  if (!job) throw new Error(`There is no job ${id}`);
  return job;
}

/** The job, once it is as wanted. */
export function untilJob(
  stage: Stage,
  id: string,
  what: string,
  limitMs: number,
  isSo: (job: StoredJob) => boolean,
): Promise<StoredJob> {
  return until(`job ${id} ${what}`, limitMs, async () => {
    const job = await readJob(stage, id);
    return isSo(job) ? job : undefined;
  });
}

/** The job, once a handler is at work on it: its file is being written. */
export function untilAtWork(stage: Stage, id: string, attempt = 1): Promise<StoredJob> {
  const hasBegun = new RegExp(`^${attempt} [1-9]`);
  return untilJob(stage, id, `is at work, attempt ${attempt}`, AT_WORK_MS, ({ status, reports }) => {
    return status === 'running' && reports.some((report) => hasBegun.test(report));
  });
}
