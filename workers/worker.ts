import { setTimeout as sleep } from 'node:timers/promises';
import type { HintListener } from '../src/db/hint-listener.ts';
import { claimJobs, type ClaimedJob } from '../src/jobs/claim-jobs.ts';
import type { JobsCore } from '../src/jobs/core.ts';
import { dueTypes } from '../src/jobs/job-store.ts';
import { forgetWorker, recordWorker, WORKER_BEAT_MS } from '../src/jobs/worker-registry.ts';
import { errorFact, type Logger } from '../src/log.ts';
import type { Handler } from './handler.ts';
import { runJob, type Attempt } from './run-job.ts';

export interface WorkerOptions {
  core: JobsCore;
  listener: HintListener;
  log: Logger;
  /** Unique among all workers. */
  id: string;
  /** By job type; the worker claims exactly these types. */
  handlers: Record<string, Handler>;
  /** Jobs run at once. */
  concurrency: number;
}

export interface Worker {
  /**
   * Takes no new jobs, lets the running ones finish until the deadline, then gives the rest back without using up a try.
   */
  stop(deadlineMs: number): Promise<void>;
}

/** Due jobs whose hint was lost, and those that became due by time, are found this soon. */
const POLL_MS = 1_000;
/** Kept of a stop's time to give jobs back in. */
const RELEASE_MS = 3_000;

export function startWorker(options: WorkerOptions): Worker {
  const { core, listener, log, id, concurrency } = options;
  const types = Object.keys(options.handlers);
  const running = new Set<Attempt>();
  let isQuiet = false;
  let claiming: Promise<void> | undefined;
  let isLookAsked = false;

  /** Claims for as long as there are free slots and due jobs; a look asked for meanwhile is taken after it. */
  function look(): void {
    isLookAsked = true;
    claiming ??= (async () => {
      while (isLookAsked && !isQuiet) {
        isLookAsked = false;
        await claimAll().catch((error: unknown) => log.warn({ event: 'worker.claim-failed', err: errorFact(error) }));
      }
    })().finally(() => (claiming = undefined));
  }

  async function claimAll(): Promise<void> {
    while (running.size < concurrency && !isQuiet) {
      const due = await dueTypes(core.pool, types);
      let claimed = 0;
      for (const type of due) {
        const free = concurrency - running.size;
        if (free <= 0 || isQuiet) break;
        const jobs = await claimJobs(core, type, free, id);
        jobs.forEach(start);
        claimed += jobs.length;
      }
      if (claimed === 0) return;
    }
  }

  function start(job: ClaimedJob): void {
    const startedAt = performance.now();
    const { jobId, type, attempt: attemptNo } = job;
    log.info({ event: 'job.started', jobId, type, attempt: attemptNo });
    const onSettleError = (_: ClaimedJob, error: unknown) =>
      log.warn({ event: 'job.settle-failed', jobId, attempt: attemptNo, err: errorFact(error) });
    const attempt = runJob({ core, listener, onSettleError }, job, options.handlers[type] as Handler);
    running.add(attempt);
    void attempt.settled.then((status) =>
      log.info({ event: 'job.settled', jobId, type, attempt: attemptNo, status: status ?? 'lease-lost', durationMs: Math.round(performance.now() - startedAt) }),
    );
    void Promise.all([attempt.settled, attempt.left]).then(() => {
      running.delete(attempt);
      look();
    });
  }

  const beat = (): void =>
    void recordWorker(core.pool, { id, types, concurrency, running: running.size }).catch((error: unknown) =>
      log.warn({ event: 'worker.beat-failed', err: errorFact(error) }),
    );
  beat();
  const beats = setInterval(beat, WORKER_BEAT_MS);
  const polls = setInterval(look, POLL_MS);
  const unsubscribe = listener.onTopic('work', (type) => (type === '' || types.includes(type)) && look());
  look();

  return {
    async stop(deadlineMs) {
      isQuiet = true;
      clearInterval(polls);
      clearInterval(beats);
      unsubscribe();
      await claiming;
      await forgetWorker(core.pool, id).catch(() => {}); // silence tells as much, a little later
      const drained = Promise.all([...running].map((attempt) => attempt.settled));
      const isInTime = await Promise.race([drained.then(() => true), sleep(Math.max(0, deadlineMs - RELEASE_MS), false, { ref: false })]);
      if (isInTime) return;
      log.warn({ event: 'worker.giving-back', jobs: running.size });
      for (const attempt of running) attempt.end('stopped');
      await Promise.race([drained, sleep(RELEASE_MS, undefined, { ref: false })]);
    },
  };
}
