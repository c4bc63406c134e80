import { setTimeout as sleep } from 'node:timers/promises';
import type { HintListener } from '../src/db/hint-listener.ts';
import { claimJobs, type ClaimedJob } from '../src/jobs/claim-jobs.ts';
import type { JobsCore } from '../src/jobs/core.ts';
import { dueTypes } from '../src/jobs/job-store.ts';
import { forgetWorker, recordWorker, WORKER_BEAT_MS } from '../src/jobs/worker-registry.ts';
import { errorFact, type Logger } from '../src/log.ts';
import { RELEASE_MS } from './attempt-end.ts';
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

export function startWorker(options: WorkerOptions): Worker {
  const { core, listener, log, id, concurrency } = options;
  const types = Object.keys(options.handlers);
  const running = new Set<Attempt>();
  const claimer = createClaimer(options, types, running);
  const beat = (): void =>
    void recordWorker(core.pool, { id, types, concurrency, running: running.size }).catch((error: unknown) =>
      log.warn({ event: 'worker.beat-failed', err: errorFact(error) }),
    );
  beat();
  const beats = setInterval(beat, WORKER_BEAT_MS);
  const polls = setInterval(claimer.look, POLL_MS);
  const unsubscribe = listener.onTopic('work', (type) => (type === '' || types.includes(type)) && claimer.look());
  claimer.look();
  return {
    async stop(deadlineMs) {
      const endAt = performance.now() + deadlineMs;
      clearInterval(polls);
      clearInterval(beats);
      unsubscribe();
      await claimer.stop();
      await forgetWorker(core.pool, id).catch(() => {}); // silence tells as much, a little later
      await drain(running, endAt - performance.now(), log);
    },
  };
}

interface Claimer {
  look(): void;
  /** No claim is made after it. */
  stop(): Promise<void>;
}

/** Claims for as long as there are free slots and due jobs, one look at a time; asked for meanwhile, it looks again. */
function createClaimer(options: WorkerOptions, types: string[], running: Set<Attempt>): Claimer {
  const { core, log, id, concurrency } = options;
  let isQuiet = false;
  let isLookAsked = false;
  let looking: Promise<void> | undefined;

  function look(): void {
    isLookAsked = true;
    looking ??= lookWhileAsked();
  }

  async function lookWhileAsked(): Promise<void> {
    while (isLookAsked && !isQuiet) {
      isLookAsked = false;
      await claimAll().catch((error: unknown) => log.warn({ event: 'worker.claim-failed', err: errorFact(error) }));
    }
    looking = undefined; // here and not later: a look asked for from now on must start by itself
  }

  async function claimAll(): Promise<void> {
    let claimed = -1;
    while (claimed !== 0 && running.size < concurrency && !isQuiet) {
      claimed = 0;
      for (const type of await dueTypes(core.pool, types)) {
        const free = concurrency - running.size;
        if (free <= 0 || isQuiet) break;
        const jobs = await claimJobs(core, type, free, id);
        for (const job of jobs) startAttempt(options, job, running, look);
        claimed += jobs.length;
      }
    }
  }

  return {
    look,
    async stop() {
      isQuiet = true;
      await looking;
    },
  };
}

function startAttempt(options: WorkerOptions, job: ClaimedJob, running: Set<Attempt>, onSlotFree: () => void): void {
  const { core, listener, log } = options;
  const { jobId, type, attempt: attemptNo } = job;
  const facts = { jobId, type, attempt: attemptNo };
  const startedAt = performance.now();
  log.info({ event: 'job.started', ...facts });
  const onSettleError = (error: unknown): void =>
    log.warn({ event: 'job.settle-failed', ...facts, err: errorFact(error) });
  const attempt = runJob({ core, listener, onSettleError }, job, options.handlers[type] as Handler);
  running.add(attempt);
  void attempt.settled.then((status) =>
    log.info({
      event: 'job.settled',
      ...facts,
      status: status ?? 'lease-lost',
      durationMs: Math.round(performance.now() - startedAt),
    }),
  );
  // A handler that ignores its signal keeps its slot: more work beside it would only make things worse.
  void Promise.all([attempt.settled, attempt.left]).then(() => {
    running.delete(attempt);
    onSlotFree();
  });
}

/** Lets attempts finish until shortly before the deadline, then has what is left given back. */
async function drain(running: Set<Attempt>, deadlineMs: number, log: Logger): Promise<void> {
  const drained = Promise.all([...running].map((attempt) => attempt.settled)).then(() => true);
  const patienceMs = Math.max(0, deadlineMs - RELEASE_MS);
  if (await Promise.race([drained, sleep(patienceMs, false, { ref: false })])) return;
  log.warn({ event: 'worker.giving-back', jobs: running.size });
  for (const attempt of running) attempt.end('stopped');
  await Promise.race([drained, sleep(RELEASE_MS, undefined, { ref: false })]);
}
