import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError, type Config } from './config.ts';
import { jobTypes } from './contract/contract.ts';
import { startHintListener, type HintListener } from './db/hint-listener.ts';
import { createHintSender } from './db/hint-sender.ts';
import { removeExpiredDatasets } from './datasets/remove-datasets.ts';
import { schemaFault } from './db/migrate.ts';
import { createPool, type Pool } from './db/pool.ts';
import { messageOf } from './errors.ts';
import { pruneUploads } from './files/remove-uploads.ts';
import type { JobsCore } from './jobs/core.ts';
import { startHousekeeping, type HousekeepingEvents, type Pruning } from './jobs/housekeeping.ts';
import { createJobQueue } from './jobs/queue.ts';
import { errorFact, type Logger } from './log.ts';
import { StoreError } from './storage/blob-store.ts';
import { openBlobStores, type BlobStores } from './storage/blob-stores.ts';

/** What the API and a worker have in common: database, queue, stores, hints, housekeeping. Closed in reverse order. */
export interface Runtime {
  core: JobsCore;
  listener: HintListener;
  close(): Promise<void>;
}

/** What goes when its time is over, besides jobs. */
const PRUNINGS: readonly Pruning[] = [pruneUploads, ({ pool }, shouldStop) => removeExpiredDatasets(pool, shouldStop)];

const FIRST_WAIT_MS = 250;
const MAX_WAIT_MS = 5_000;

/**
 * Waits for the database (saying so), refuses one whose schema does not fit, and opens all that works on it.
 *
 * @throws ConfigError when the schema is missing, older or newer than this code, or files cannot be stored.
 */
export async function openRuntime(config: Config, log: Logger, role: 'api' | 'worker'): Promise<Runtime> {
  const applicationName = `pressroom-${role}`;
  const pool = createPool({
    databaseUrl: config.databaseUrl,
    applicationName,
    maxConnections: config.databasePoolSize,
    onIdleError: (error) => log.warn({ event: 'database.connection-lost', err: errorFact(error) }),
  });
  await waitForDatabase(pool, log);
  const fault = await schemaFault((text) => pool.query(text));
  if (fault) throw new ConfigError([fault]);

  const blobs = await openStores(config, pool);
  const hints = createHintSender(pool, (error) => log.warn({ event: 'hints.send-failed', err: errorFact(error) }));
  const queue = createJobQueue({
    db: pool,
    types: jobTypes,
    supervise: true, // every process takes part: who dies must be noticed as long as anyone lives
    onError: (error) => log.warn({ event: 'queue.error', err: errorFact(error) }),
  });
  await queue.start();
  const core: JobsCore = { pool, hints, queue, blobs };
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
    onError: (task, error) => log.warn({ event: 'housekeeping.failed', task, err: errorFact(error) }),
  };
  const housekeeping = startHousekeeping(core, listener, events, PRUNINGS);
  return {
    core,
    listener,
    async close() {
      await housekeeping.stop();
      await listener.close();
      await queue.stop();
      await hints.flush().catch(() => {});
      blobs.close();
      await pool.close();
    },
  };
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

async function waitForDatabase(pool: Pool, log: Logger): Promise<void> {
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, MAX_WAIT_MS)) {
    try {
      await pool.query('select 1');
      return;
    } catch (error) {
      log.warn({ event: 'database.waiting', reason: messageOf(error) });
      await sleep(waitMs);
    }
  }
}
