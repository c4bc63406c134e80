import { CLEANUP_LOCK, RECONCILE_LOCK } from '../db/advisory-locks.ts';
import { clockSkewMs } from '../db/clock.ts';
import { findHorizonHolder, type HorizonHolder } from '../db/held-horizon.ts';
import type { HintListener } from '../db/hint-listener.ts';
import { transaction } from '../db/transaction.ts';
import { sweepBlobs } from '../storage/sweep-blobs.ts';
import type { JobsCore } from './core.ts';
import { foldFinishedCounts } from './finished-counts.ts';
import { reconcile, startWaitingRound, type Repair } from './reconcile.ts';
import { cleanup, type CleanupCounts } from './remove-jobs.ts';
import { pruneBulkActions, runBulkActions } from './run-bulk-actions.ts';
import { numberNewEvents } from './sequencer.ts';
import { forgetDeadWorkers } from './worker-registry.ts';

/**
 * How long a job may disagree with the queue at most, while any process lives. Where more than WAITING_SLICE jobs are not
 * finished, one that waits may do so for as many intervals as there are slices; pg-boss by itself does nothing to those.
 */
export const RECONCILE_INTERVAL_MS = 2_000;
/** Events whose hint was lost wait this long for their feed number. */
const NUMBER_SWEEP_MS = 1_000;
/** A bulk action whose hint was lost waits this long. */
const BULK_INTERVAL_MS = 1_000;
/** How often changes of counts are put together: what there is of them is added up by whoever asks for figures. */
const FOLD_INTERVAL_MS = 2_000;
const CLEANUP_INTERVAL_MS = 60_000;
const HORIZON_INTERVAL_MS = 5_000;
const CLOCK_INTERVAL_MS = 60_000;
/** A clock that is wrong by more is told of: logs are hard to read together, and tokens with times are judged by it. */
const MAX_SKEW_MS = 5_000;

export interface HousekeepingEvents {
  onRepair(repair: Repair): void;
  onCleanup(counts: CleanupCounts): void;
  /** This process's clock is so far ahead of the database's; negative: behind. */
  onSkew?(aheadMs: number): void;
  /** Some session's open transaction keeps Postgres from reclaiming space; told once of each. */
  onHorizonHeld?(holder: HorizonHolder): void;
  onError(task: string, error: unknown): void;
}

export interface Housekeeping {
  /** Waits for what is under way. */
  stop(): Promise<void>;
}

/** Removes what is past its time, of something that jobs know nothing of. */
export type Pruning = (core: JobsCore, shouldStop: () => boolean) => Promise<unknown>;

/**
 * Runs in every process; advisory locks see to it that one at a time does each task.
 *
 * @param prunings done with the removal of old jobs, before the bytes that nothing refers to any more
 */
export function startHousekeeping(
  core: JobsCore,
  listener: HintListener,
  events: HousekeepingEvents,
  prunings: readonly Pruning[] = [],
): Housekeeping {
  let isStopping = false;
  const shouldStop = (): boolean => isStopping;
  const round = startWaitingRound();
  const every = (intervalMs: number, name: string, task: () => Promise<unknown>): Repetition =>
    repeat(intervalMs, (error) => events.onError(name, error), task);
  const reconciling = every(RECONCILE_INTERVAL_MS, 'reconcile', () =>
    alone(core, RECONCILE_LOCK, '15s', async () => {
      const repairs = await reconcile(core, (error) => events.onError('reconcile', error), round);
      repairs.forEach(events.onRepair);
    }),
  );
  const cleaning = every(CLEANUP_INTERVAL_MS, 'cleanup', () =>
    alone(core, CLEANUP_LOCK, '15min', async () => {
      const counts = await cleanup(core, null, shouldStop);
      await forgetDeadWorkers(core.pool);
      if (counts.jobs > 0) events.onCleanup(counts);
      const onError = (error: unknown): void => events.onError('cleanup', error);
      for (const prune of [pruneBulkActions, ...prunings]) await prune(core, shouldStop).catch(onError);
      await sweepBlobs(core, onError, shouldStop);
    }),
  );
  const numbering = every(NUMBER_SWEEP_MS, 'number-events', () => numberNewEvents(core));
  const folding = every(FOLD_INTERVAL_MS, 'fold-counts', () => foldFinishedCounts(core.pool));
  const bulk = every(BULK_INTERVAL_MS, 'bulk-actions', () => runBulkActions(core, shouldStop));
  const checkingClock = every(CLOCK_INTERVAL_MS, 'check-clock', async () => {
    const aheadMs = await clockSkewMs(core.pool);
    if (Math.abs(aheadMs) > MAX_SKEW_MS) events.onSkew?.(aheadMs);
  });
  checkingClock.runSoon();
  const onHeld = (holder: HorizonHolder): void => events.onHorizonHeld?.(holder);
  const watchingHorizon = every(HORIZON_INTERVAL_MS, 'watch-horizon', watchHorizon(core, onHeld));
  const subscriptions = [
    listener.onTopic('job', () => numbering.runSoon()),
    listener.onTopic('bulk', () => bulk.runSoon()),
  ];
  return {
    async stop() {
      isStopping = true;
      subscriptions.forEach((unsubscribe) => unsubscribe());
      const all = [reconciling, cleaning, numbering, folding, bulk, checkingClock, watchingHorizon];
      await Promise.all(all.map((repetition) => repetition.stop()));
    },
  };
}

function watchHorizon({ pool }: JobsCore, onHeld: (holder: HorizonHolder) => void): () => Promise<void> {
  let told = '';
  return async () => {
    const holder = await findHorizonHolder(pool);
    const transaction = holder ? `${holder.pid} ${holder.since.getTime()}` : '';
    if (holder && transaction !== told) onHeld(holder);
    told = transaction;
  };
}

/**
 * Runs the task if no other process does; the lock ends with the transaction that holds it, whatever happens.
 *
 * @param maxDuration after it the server ends the lock's transaction: a process that is frozen must not keep it.
 */
async function alone(core: JobsCore, lock: number, maxDuration: string, task: () => Promise<void>): Promise<void> {
  await transaction(core.pool, core.hints, async (tx) => {
    await tx.query(`set local idle_in_transaction_session_timeout = '${maxDuration}'`); // it idles while the task runs
    const [row] = await tx.query<{ taken: boolean }>('select pg_try_advisory_xact_lock($1) as taken', [lock]);
    if (row?.taken) await task();
  });
}

interface Repetition {
  /** Runs now, or once more when a run is under way. */
  runSoon(): void;
  stop(): Promise<void>;
}

/** Runs a task at an interval (counted from the end of a run) and when asked to, never twice at a time. */
function repeat(intervalMs: number, onError: (error: unknown) => void, task: () => Promise<unknown>): Repetition {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let isAskedFor = false;
  let isStopped = false;

  async function run(): Promise<void> {
    do {
      isAskedFor = false;
      await task().catch(onError);
    } while (isAskedFor && !isStopped);
    running = undefined; // here and not later: what is asked for from now on must start a run of its own
    if (!isStopped) timer = setTimeout(runSoon, intervalMs);
  }
  function runSoon(): void {
    if (isStopped) return;
    isAskedFor = true;
    if (running) return;
    clearTimeout(timer);
    running = run();
  }
  timer = setTimeout(runSoon, intervalMs);
  return {
    runSoon,
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
