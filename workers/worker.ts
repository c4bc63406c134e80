import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { contract } from '../src/contract/contract.ts';
import type { HintListener } from '../src/db/hint-listener.ts';
import type { ClaimedJob } from '../src/jobs/claim-jobs.ts';
import type { JobsCore } from '../src/jobs/core.ts';
import { forgetWorker, recordWorker, WORKER_BEAT_MS } from '../src/jobs/worker-registry.ts';
import { errorFact, type Logger } from '../src/log.ts';
import { LEAVE_MS, RELEASE_MS } from './attempt-end.ts';
import { createClaimer } from './claimer.ts';
import type { Handler } from './handler.ts';
import { jobAtWork, runJob, type Attempt } from './run-job.ts';
import { createSlots, type Slots } from './slots.ts';

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
  /** All that is left here are handlers that do not stop: the process is to end, so that another one has free slots. */
  onStuck?: () => void;
}

export interface Worker {
  /**
   * Takes no new jobs, lets the running ones finish until the deadline, then gives the rest back without using up a try.
   */
  stop(deadlineMs: number): Promise<void>;
  /**
   * For an error that nobody caught: fails the attempt of the job that the code belongs to from which this is called.
   *
   * @returns whether there is such a job, be it one that has ended by now. If not, any may be to blame.
   */
  blame(error: unknown): boolean;
  /** The jobs whose attempts are not settled. */
  unsettled(): string[];
}

/** Due jobs whose hint was lost, and those that became due by time, are found this soon. */
const POLL_MS = 1_000;

export function startWorker(options: WorkerOptions): Worker {
  const { core, listener, log, id, concurrency } = options;
  const types = Object.keys(options.handlers);
  const slots = createSlots(concurrency);
  const claimer = createClaimer({
    ...{ core, workerId: id, types, slots },
    onClaimed: (job) => startAttempt(options, job, slots, () => claimer.look()),
    onError: (error) => log.warn({ event: 'worker.claim-failed', err: errorFact(error) }),
  });
  const self = { id, types, concurrency, host: hostname(), version: contract.info.version };
  const beat = (): void =>
    void recordWorker(core.pool, { ...self, running: slots.attempts.size }).catch((error: unknown) =>
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
      await drain(slots.attempts, endAt - performance.now(), log);
    },
    blame(error) {
      const job = jobAtWork();
      for (const attempt of slots.attempts) if (attempt.job === job) attempt.fail(error);
      return job !== undefined;
    },
    unsettled: () => [...slots.attempts].filter(({ isSettled }) => !isSettled()).map(({ job }) => job.jobId),
  };
}

function startAttempt(options: WorkerOptions, job: ClaimedJob, slots: Slots, onSlotFree: () => void): void {
  const { core, listener, log } = options;
  const { jobId, type, attempt: attemptNo } = job;
  const facts = { jobId, type, attempt: attemptNo, ...(job.runsAlone ? { alone: true } : {}) };
  const startedAt = performance.now();
  log.info({ event: 'job.started', ...facts });
  const onSettleError = (error: unknown): void =>
    log.warn({ event: 'job.settle-failed', ...facts, err: errorFact(error) });
  const attempt = runJob({ core, listener, onSettleError }, job, options.handlers[type] as Handler);
  slots.add(attempt);
  void attempt.settled.then((status) =>
    log.info({
      event: 'job.settled',
      ...facts,
      status: status ?? 'lease-lost',
      durationMs: Math.round(performance.now() - startedAt),
    }),
  );
  const onLate = (): void => {
    log.error({ event: 'job.handler-stuck', ...facts });
    slots.giveUp(attempt);
    if (slots.areStuck()) options.onStuck?.();
  };
  void freeSlot(attempt, onLate).then(() => {
    slots.remove(attempt);
    if (slots.areStuck()) options.onStuck?.();
    onSlotFree();
  });
}

/** A handler that ignores its signal keeps its slot: more work beside it would only make things worse. */
async function freeSlot(attempt: Attempt, onLate: () => void): Promise<void> {
  await attempt.settled;
  const late = setTimeout(onLate, LEAVE_MS).unref();
  await attempt.left;
  clearTimeout(late);
}

/** Lets attempts finish until shortly before the deadline, then has what is left given back. */
async function drain(running: ReadonlySet<Attempt>, deadlineMs: number, log: Logger): Promise<void> {
  const drained = Promise.all([...running].map((attempt) => attempt.settled)).then(() => true);
  const patienceMs = Math.max(0, deadlineMs - RELEASE_MS);
  if (await Promise.race([drained, sleep(patienceMs, false, { ref: false })])) return;
  log.warn({ event: 'worker.giving-back', jobs: running.size });
  for (const attempt of running) attempt.end('stopped');
  await Promise.race([drained, sleep(RELEASE_MS, undefined, { ref: false })]);
}
