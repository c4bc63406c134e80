import type { Queryable } from '../db/pool.ts';
import { WORKER_SILENT_SECONDS } from './worker-registry.ts';

/** Where a claim is worth trying. */
export interface DueWork {
  /** Types with jobs that any worker may take that has room, the most urgent first. */
  together: string[];
  /** The type of the most urgent job that runs alone. */
  alone: {
    type: string;
    /** Of the live workers that run its type this one has the fewest jobs: it is the one to make room. */
    isOurs: boolean;
  } | null;
}

interface DueRow {
  type: string;
  runsAlone: boolean;
  isOurs: boolean | null;
}

/**
 * What is due of these types, for a worker that runs so many jobs. Where nothing is due yet, the earliest job says so, and
 * the others are not looked at. What is paused is not due.
 */
export async function findDueWork(
  db: Queryable,
  types: string[],
  worker: { id: string; running: number },
): Promise<DueWork> {
  const rows = await db.query<DueRow>(
    `select wanted.type, head.runs_alone as "runsAlone", head.is_ours as "isOurs" from unnest($1::text[]) as wanted(type)
     cross join lateral (
       select d.due_at <= pressroom.clock() as is_any from pressroom.document_jobs d
       where d.type = wanted.type and d.status in ('scheduled', 'queued', 'retrying') order by d.due_at limit 1
     ) due
     cross join lateral (
       (select d.priority, d.created_at, d.runs_alone, null::boolean as is_ours from pressroom.document_jobs d
        where d.type = wanted.type and d.status in ('scheduled', 'queued', 'retrying') and d.due_at <= pressroom.clock()
          and due.is_any and not d.runs_alone
        order by d.priority desc, d.created_at, d.id limit 1)
       union all
       (select d.priority, d.created_at, d.runs_alone, not exists (
            select from pressroom.workers w
            where w.id <> $2 and wanted.type = any(w.types) and (w.running, w.id) < ($3::integer, $2)
              and w.seen_at > pressroom.clock() - interval '${WORKER_SILENT_SECONDS} seconds')
        from pressroom.document_jobs d
        where d.type = wanted.type and d.status in ('scheduled', 'queued', 'retrying') and d.due_at <= pressroom.clock()
          and due.is_any and d.runs_alone
        order by d.priority desc, d.created_at, d.id limit 1)
     ) head
     where not exists (select from pressroom.queue_pauses p where p.type = wanted.type)
     order by head.priority desc, head.created_at`,
    [types, worker.id, worker.running],
  );
  const alone = rows.find((row) => row.runsAlone);
  return {
    together: rows.filter((row) => !row.runsAlone).map((row) => row.type),
    alone: alone ? { type: alone.type, isOurs: alone.isOurs === true } : null,
  };
}
