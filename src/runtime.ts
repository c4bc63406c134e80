import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError, type Config } from './config.ts';
import { jobTypes } from './contract/contract.ts';
import { startHintListener, type HintListener } from './db/hint-listener.ts';
import { createHintSender } from './db/hint-sender.ts';
import { removeExpiredDatasets } from './datasets/remove-datasets.ts';
import { schemaFault } from './db/migrate.ts';
import { isOutage } from './db/outage.ts';
import { PROMPT } from './db/pool-limits.ts';
import { createPool, type Pool } from './db/pool.ts';
import { messageOf } from './errors.ts';
import { pruneUploads } from './files/remove-uploads.ts';
import type { JobsCore } from './jobs/core.ts';
import { startHousekeeping, type HousekeepingEvents, type Pruning } from './jobs/housekeeping.ts';
import { pruneFlow } from './jobs/job-flow.ts';
import { createJobQueue, type JobQueue } from './jobs/queue.ts';
import { errorFact, type Logger } from './log.ts';
import { StoreError } from './storage/blob-store.ts';
import { openBlobStores, type BlobStores } from './storage/blob-stores.ts';

/** What the API and a worker have in common: database, queue, stores, hints, housekeeping. Closed in reverse order. */
export interface Runtime {
  /** For what the process is there for. That of the API is prompt: its requests rather fail than wait for long. */
  core: JobsCore;
  listener: HintListener;
  /**
   * Ends what is under way, or leaves it to the server after a few seconds, which undoes what was not committed.
   *
   * @param leftMs what is left of the process's time to stop; a little is taken in any case.
   */
  close(leftMs?: number): Promise<void>;
}

/** What goes when its time is over, besides jobs. */
const PRUNINGS: readonly Pruning[] = [
  pruneUploads,
  pruneFlow,
  ({ pool }, shouldStop) => removeExpiredDatasets(pool, shouldStop),
];

const FIRST_WAIT_MS = 250;
const MAX_WAIT_MS = 5_000;
/** Connections that housekeeping needs at least: two tasks each hold one while they work on others. */
const MIN_PATIENT_CONNECTIONS = 3;
/** How long closing may take, and how long it may take when there is no time left. */
const CLOSE_MS = 5_000;
const LEAST_CLOSE_MS = 1_000;

/**
 * Waits for the database (saying so), refuses one whose schema does not fit, and opens all that works on it.
 *
 * @throws ConfigError when the schema is missing, older or newer than this code, or files cannot be stored.
 */
export async function openRuntime(config: Config, log: Logger, role: 'api' | 'worker'): Promise<Runtime> {
  const applicationName = `pressroom-${role}`;
  const pools = openPools(config, log, role, applicationName);
  const patient = pools.prompt.patient;
  const fault = await untilAnswered(log, () => schemaFault((text) => patient.query(text)));
  if (fault) throw new ConfigError([fault]);

  const blobs = await openStores(config, patient);
  const hints = createHintSender(patient, (error) => log.warn({ event: 'hints.send-failed', err: errorFact(error) }));
  const queue = await untilAnswered(log, () => openQueue(patient, log));
  const core: JobsCore = { pool: patient, hints, queue, blobs };
  const listener = startHintListener({
    databaseUrl: config.databaseUrl,
    applicationName: `${applicationName}-listen`,
    onStateChange: (connected, error) =>
      connected
        ? log.info({ event: 'listener.connected' })
        : log.warn({ event: 'listener.lost', err: errorFact(error) }),
  });
  const events: HousekeepingEvents = {
    onRepair: (repair) => log.warn({ event: 'job.repaired', ...repair }),
    onCleanup: (counts) => log.info({ event: 'jobs.pruned', ...counts }),
    onHorizonHeld: (holder) => log.warn({ event: 'database.vacuum-held-back', ...holder }),
    onSkew: (aheadMs) => log.warn({ event: 'clock.skewed', aheadSeconds: Math.round(aheadMs / 1000) }),
    onError: (task, error) => log.warn({ event: 'housekeeping.failed', task, err: errorFact(error) }),
  };
  const housekeeping = startHousekeeping(core, listener, events, PRUNINGS);
  async function close(): Promise<void> {
    await housekeeping.stop();
    await listener.close();
    await queue.stop();
    await hints.flush().catch(() => {});
    blobs.close();
    await pools.close();
  }
  return {
    core: { ...core, pool: pools.prompt },
    listener,
    async close(leftMs = CLOSE_MS) {
      const limitMs = Math.max(LEAST_CLOSE_MS, Math.min(leftMs, CLOSE_MS));
      await Promise.race([close(), sleep(limitMs, undefined, { ref: false })]);
    },
  };
}

/** The API's requests have connections of their own: what takes long cannot keep them from any, nor they it. */
function openPools(
  { databaseUrl, databasePoolSize }: Config,
  log: Logger,
  role: 'api' | 'worker',
  applicationName: string,
): { prompt: Pool; close(): Promise<void> } {
  const onIdleError = (error: Error): void => log.warn({ event: 'database.connection-lost', err: errorFact(error) });
  const common = { databaseUrl, applicationName, onIdleError };
  if (role === 'worker') {
    const pool = createPool({ ...common, maxConnections: databasePoolSize });
    return { prompt: pool, close: pool.close };
  }
  const patientConnections = Math.max(MIN_PATIENT_CONNECTIONS, Math.floor(databasePoolSize / 2));
  const patient = createPool({ ...common, maxConnections: patientConnections });
  const maxConnections = databasePoolSize - patientConnections;
  const prompt = createPool({ ...common, maxConnections, limits: PROMPT, patient });
  return { prompt, close: async () => void (await Promise.all([prompt.close(), patient.close()])) };
}

async function openQueue(db: Pool, log: Logger): Promise<JobQueue> {
  const queue = createJobQueue({
    db,
    types: jobTypes,
    supervise: true, // every process takes part: who dies must be noticed as long as anyone lives
    onError: (error) => log.warn({ event: 'queue.error', err: errorFact(error) }),
    onWarning: ({ message }) => log.warn({ event: 'queue.warning', message }),
  });
  try {
    await queue.start();
    return queue;
  } catch (error) {
    await queue.stop().catch(() => {}); // half of it may have started
    throw error;
  }
}

async function openStores({ storage }: Config, pool: Pool): Promise<BlobStores> {
  try {
    return await openBlobStores(storage, pool);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    const where = storage.folder === null ? '' : ` (ARTIFACT_FOLDER is ${storage.folder})`;
    throw new ConfigError([`${error.message}${where}`]);
  }
}

/** Tries for as long as the database cannot be used, and says so. @throws what else is wrong */
async function untilAnswered<T>(log: Logger, ask: () => Promise<T>): Promise<T> {
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, MAX_WAIT_MS)) {
    try {
      return await ask();
    } catch (error) {
      if (!isOutage(error)) throw error;
      log.warn({ event: 'database.waiting', reason: messageOf(error) });
      await sleep(waitMs);
    }
  }
}
