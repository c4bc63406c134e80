import type { Queryable } from '../db/pool.ts';
import type { HeldStatus } from './job.ts';
import { viewerValues, VISIBLE, type Viewer } from './viewer.ts';
import { WORKER_SILENT_SECONDS } from './worker-registry.ts';

/** A worker as it last told of itself. */
export interface LiveWorker {
  id: string;
  types: string[];
  concurrency: number;
  running: number;
  host: string | null;
  version: string | null;
  startedAt: Date;
  seenAt: Date;
}

/** A job that a worker holds. */
export interface JobAtWork {
  workerId: string;
  id: string;
  type: string;
  title: string | null;
  status: HeldStatus;
  attempt: number;
  attemptStartedAt: Date | null;
  progressPercent: number;
  progressStage: string | null;
  progressMessage: string | null;
  progressUpdatedAt: Date | null;
}

/** More are not shown. */
const MAX_WORKERS = 500;

/** The workers that live, those first that were started longest ago. */
export function listLiveWorkers(db: Queryable): Promise<LiveWorker[]> {
  return db.query<LiveWorker>(
    `select id, types, concurrency, running, host, version, started_at as "startedAt", seen_at as "seenAt"
     from pressroom.workers where seen_at > pressroom.clock() - interval '${WORKER_SILENT_SECONDS} seconds'
     order by started_at, id limit ${MAX_WORKERS}`,
  );
}

/** What runs of the jobs that the viewer may see, longest first. There are never more than the workers have slots. */
export function listJobsAtWork(db: Queryable, viewer: Viewer): Promise<JobAtWork[]> {
  return db.query<JobAtWork>(
    `select d.worker_id as "workerId", d.id, d.type, d.title, d.status, d.attempt,
       d.attempt_started_at as "attemptStartedAt", d.progress_percent as "progressPercent",
       d.progress_stage as "progressStage", d.progress_message as "progressMessage",
       d.progress_updated_at as "progressUpdatedAt"
     from pressroom.document_jobs d where d.status in ('running', 'cancelling') and ${VISIBLE}
     order by d.attempt_started_at, d.id`,
    viewerValues(viewer),
  );
}
