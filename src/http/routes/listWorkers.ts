import type { JobType, Worker, WorkerList } from '../../contract/types.ts';
import { databaseTime } from '../../db/clock.ts';
import { listJobsAtWork, listLiveWorkers, type JobAtWork, type LiveWorker } from '../../jobs/workers-at-work.ts';
import { viewerOf } from '../authenticate.ts';
import type { Route } from '../context.ts';
import { progressOf } from '../present-job.ts';

/** GET /api/workers: who works, and on what of the caller's jobs. */
export const listWorkers: Route =
  ({ core: { pool } }) =>
  async (_req, res) => {
    const [now, workers, jobs] = await Promise.all([
      databaseTime(pool),
      listLiveWorkers(pool),
      listJobsAtWork(pool, viewerOf(res)),
    ]);
    const byWorker = Map.groupBy(jobs, ({ workerId }) => workerId);
    const items = workers.map((worker) => presentWorker(worker, byWorker.get(worker.id) ?? []));
    const answer: WorkerList = { generatedAt: now.toISOString(), items };
    res.json(answer);
  };

function presentWorker({ startedAt, seenAt, ...worker }: LiveWorker, jobs: JobAtWork[]): Worker {
  return {
    ...worker,
    startedAt: startedAt.toISOString(),
    seenAt: seenAt.toISOString(),
    jobs: jobs.map((job) => ({
      id: job.id,
      type: job.type as JobType,
      title: job.title,
      status: job.status,
      progress: progressOf(job),
      attempt: job.attempt,
      since: job.attemptStartedAt?.toISOString() ?? null,
    })),
  };
}
