import { setTimeout as sleep } from 'node:timers/promises';
import { readConfig } from '../../src/config.ts';
import { findJob, type JobView } from '../../src/jobs/job-reader.ts';
import type { JobStatus } from '../../src/jobs/job.ts';
import { createLogger } from '../../src/log.ts';
import { openRuntime, type Runtime } from '../../src/runtime.ts';
import type { Handler } from '../../workers/handler.ts';
import { startWorker, type Worker } from '../../workers/worker.ts';
import { createTestDatabase } from '../helpers/database.ts';
import { VIEWER } from '../jobs/some-jobs.ts';

/** A real worker loop over a database of its own; a test says what its handler does. */
export interface WorkerWorld extends Runtime {
  /** Starts a worker that runs `pdf` jobs with this handler. It is stopped with the world unless the test did. */
  work(handler: Handler, concurrency?: number): Worker;
  /** The same with a handler for each of several types. */
  workOn(handlers: Record<string, Handler<never>>, concurrency?: number): Worker;
  until(jobId: string, ...statuses: JobStatus[]): Promise<JobView>;
}

const POLL_MS = 20;

export async function openWorkerWorld(): Promise<WorkerWorld> {
  const database = await createTestDatabase();
  const log = createLogger('silent', 'worker');
  const runtime = await openRuntime(readConfig({ DATABASE_URL: database.url }), log, 'worker');
  const { core, listener } = runtime;
  const workers: Worker[] = [];
  const workOn: WorkerWorld['workOn'] = (handlers, concurrency = 1) => {
    const id = `worker-${workers.length + 1}`;
    const worker = startWorker({
      ...{ core, listener, log, id, concurrency },
      handlers: handlers as Record<string, Handler>,
    });
    workers.push(worker);
    return worker;
  };
  return {
    ...runtime,
    work: (handler, concurrency) => workOn({ pdf: handler }, concurrency),
    workOn,
    async until(jobId, ...statuses) {
      for (;;) {
        const job = await findJob(core.pool, VIEWER, jobId).catch(() => null); // a test may cut connections
        if (job && statuses.includes(job.status)) return job;
        await sleep(POLL_MS); // between two looks; the test's own limit ends it
      }
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.stop(10_000)));
      await runtime.close();
      await database.drop();
    },
  };
}

/** A handler's wait for its signal, as a well-behaved one does it. */
export function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
}
