import { RECONCILE_INTERVAL_MS } from '../../src/jobs/housekeeping.ts';
import { watchAgreement } from './checks/agreement-watch.ts';
import { findSeenFaults } from './checks/seen-faults.ts';
import {
  findLost,
  findStoredFaults,
  JOB_FAULTS,
  KEY_FAULTS,
  readStoredRun,
  type StoredRun,
} from './checks/stored-faults.ts';
import { startClients, type Clients } from './clients/clients.ts';
import { createMoments } from './clients/moments.ts';
import { deathsOf } from './clients/plans.ts';
import type { Fault } from './nemesis/fault.ts';
import { injectAll, type FaultRecord } from './nemesis/nemesis.ts';
import { untilRescued, type Rescue } from './nemesis/rescue.ts';
import { seededRandom } from './rig/random.ts';
import { startRig, type ServiceRig } from './rig/service-rig.ts';
import { inTime, until } from './rig/waiting.ts';

export interface ChaosOptions {
  /** Chooses what is created, what strikes when, and in which order. */
  seed: number;
  /** Jobs at least; more when the faults take longer. */
  jobs: number;
  /** Jobs among them that end, or occupy, the worker that runs them. */
  harmful: number;
  faults: readonly Fault[];
  say: (line: string) => void;
}

/** What a run was, and what was wrong with it. */
export interface ChaosReport {
  seed: number;
  jobs: number;
  seconds: number;
  faults: FaultRecord[];
  /** What must not be; empty when every promise was kept. One sentence each. */
  violations: string[];
  extraAttempts: number;
  /** Creates that were sent more than once, and those of them that had been stored the first time. */
  resent: number;
  replayed: number;
  eventsRead: number;
  streamBreaks: number;
  /** Of the workers that were killed while they had jobs. */
  rescues: Rescue[];
  /** How long a job and the queue disagreed at most, while Postgres could be reached by all. */
  longestDisagreementMs: number;
}

/** Jobs that clients have open at a time: more than the workers have places, and few enough that none waits for long. */
const AT_ONCE = 18;
/** A run that lasts longer hangs: for the faults, and for each job. */
const RUN_MS = 5 * 60_000;
const MS_A_JOB = 600;
const SETTLE_MS = 60_000;
/**
 * A pass of the reconciler, after a session that froze or fell silent while it had the reconciler's lock, which the
 * server cuts after 15 s; and what a machine adds that does much else.
 */
const DISAGREEMENT_MS = RECONCILE_INTERVAL_MS + 15_000 + 5_000;
const MAX_SHOWN = 20;

/** Runs the service under faults, lets it come to rest, and looks at everything it has done. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { seed, say } = options;
  const random = seededRandom(seed);
  const began = performance.now();
  const rig = await startRig({ deaths: deathsOf(options.harmful) });
  const watch = watchAgreement(rig.databaseUrl, rig.isServed);
  const giveUp = new AbortController();
  const violations: string[] = [];
  let report: ChaosReport;
  try {
    const moments = createMoments();
    let isInjecting = true;
    const clients = startClients(rig.url, random, moments, {
      least: options.jobs,
      harmful: options.harmful,
      atOnce: AT_ONCE,
      goOn: () => isInjecting && !giveUp.signal.aborted,
    });
    const rescues: Promise<Rescue | null>[] = [];
    const onWorkerKilled = (pid: number): void => {
      const rescue = untilRescued(rig, pid);
      rescue.catch(() => undefined); // awaited at the end
      rescues.push(rescue);
    };
    const scene = { rig, random, moments, onWorkerKilled, signal: giveUp.signal };
    const injecting = injectAll(options.faults, scene, clients, say).finally(() => (isInjecting = false));
    const running = Promise.all([clients.done, injecting]);
    running.catch(() => undefined);
    const [seen, faults] = await inTime(
      `all jobs end (seed ${seed})`,
      RUN_MS + options.jobs * MS_A_JOB,
      Promise.race([running, rig.surprised]),
    ).catch((error: Error) => {
      throw new Error(`${error.message}\nOpen: ${clients.open().slice(0, MAX_SHOWN).join(', ')}`, { cause: error });
    });
    await until('rows and queue agree', SETTLE_MS, async () => (await watch.disagreeing()).length === 0);
    const { stored, faults: wrong } = await check(rig, seen);
    violations.push(...wrong, ...rig.surprises);
    if (watch.longestMs > DISAGREEMENT_MS)
      violations.push(`a job disagreed with the queue for ${Math.round(watch.longestMs)} ms: ${watch.longest}`);
    report = {
      ...summary(seed, seen, faults, stored),
      violations,
      rescues: (await Promise.all(rescues)).flatMap((rescue) => rescue ?? []),
      longestDisagreementMs: watch.longestMs,
    };
  } finally {
    giveUp.abort(new Error('the run is over'));
    await watch.stop();
    violations.push(...(await rig.stop()));
  }
  report.seconds = (performance.now() - began) / 1000;
  return report;
}

async function check(rig: ServiceRig, seen: Clients): Promise<{ stored: StoredRun; faults: string[] }> {
  const stored = await readStoredRun(rig.databaseUrl);
  const starts = rig.members('worker').flatMap((worker) => worker.started());
  const handlerStarts = new Map(
    [...Map.groupBy(starts, ({ jobId }) => String(jobId))].map(([jobId, facts]) => [jobId, facts.length]),
  );
  const faults = [
    ...findLost(seen.jobs, stored, handlerStarts),
    ...(await findSeenFaults(rig.url, seen)),
    ...(await findStoredFaults(rig.databaseUrl, { ...JOB_FAULTS, ...KEY_FAULTS })),
  ];
  return { stored, faults };
}

type Summary = Omit<ChaosReport, 'violations' | 'rescues' | 'longestDisagreementMs'>;

function summary(seed: number, { jobs, feed }: Clients, faults: FaultRecord[], stored: StoredRun): Summary {
  const readers = [feed, ...jobs.map((job) => job.reader)];
  const resent = jobs.filter((job) => job.tries > 1);
  return {
    seed,
    jobs: jobs.length,
    seconds: 0,
    faults,
    extraAttempts: stored.extraAttempts,
    resent: resent.length,
    replayed: resent.filter((job) => job.replayed).length,
    eventsRead: readers.reduce((sum, reader) => sum + reader.events.length, 0),
    streamBreaks: readers.reduce((sum, reader) => sum + reader.breaks, 0),
  };
}
