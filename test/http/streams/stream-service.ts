import { randomUUIDv7 } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { readConfig } from '../../../src/config.ts';
import { jobTypes } from '../../../src/contract/contract.ts';
import { startHintListener } from '../../../src/db/hint-listener.ts';
import { createHintSender } from '../../../src/db/hint-sender.ts';
import { createPool } from '../../../src/db/pool.ts';
import { createApp } from '../../../src/http/app.ts';
import type { HttpContext } from '../../../src/http/context.ts';
import { createHttpServer } from '../../../src/http/server.ts';
import { claimJobs } from '../../../src/jobs/claim-jobs.ts';
import type { JobsCore } from '../../../src/jobs/core.ts';
import { startHousekeeping } from '../../../src/jobs/housekeeping.ts';
import { createJobWriter } from '../../../src/jobs/job-writer.ts';
import type { LeaseKey } from '../../../src/jobs/lease-store.ts';
import { createJobQueue } from '../../../src/jobs/queue.ts';
import { settleJob } from '../../../src/jobs/settle-job.ts';
import { createLogger } from '../../../src/log.ts';
import { openBlobStores } from '../../../src/storage/blob-stores.ts';
import { createTestDatabase } from '../../helpers/database.ts';

/** The API over a database of its own, with the parts in reach that a test plays: the jobs, the worker, the hints. */
export interface StreamService {
  url: string;
  context: HttpContext;
  core: JobsCore;
  /** As the process's SIGTERM. */
  beginStop(): void;
  close(): Promise<void>;
}

export interface StreamServiceOptions {
  /** No hint is ever sent: only the sweeps are left. */
  losesHints?: boolean;
}

export const TEST_TYPE = 'pdf';

export async function startStreamService({ losesHints = false }: StreamServiceOptions = {}): Promise<StreamService> {
  const database = await createTestDatabase();
  const log = createLogger('silent', 'api');
  const fail = (error: unknown): never => {
    throw error;
  };
  const pool = createPool({ databaseUrl: database.url, applicationName: 'test-streams', maxConnections: 16 });
  const hints = createHintSender(pool, fail);
  const queue = createJobQueue({ db: pool, types: jobTypes, supervise: false, onError: fail });
  await queue.start();
  const blobs = await openBlobStores({ active: 'postgres', folder: null, s3: null }, pool);
  const core: JobsCore = { pool, hints: losesHints ? { send: () => {} } : hints, queue, blobs };
  const listener = startHintListener({ databaseUrl: database.url, applicationName: 'test-streams-listen' });
  const housekeeping = startHousekeeping(core, listener, {
    onRepair: () => {},
    onCleanup: () => {},
    onError: (task, error) => fail(new Error(`housekeeping: ${task}`, { cause: error })),
  });
  const stopping = new AbortController();
  const config = readConfig({ DATABASE_URL: database.url, LOG_LEVEL: 'silent', AUTH: 'off' });
  const context = { core, listener, config, log, writer: createJobWriter(core), stopping: stopping.signal };
  const server = createHttpServer(createApp(context, { validateResponses: true })).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    context,
    core,
    beginStop: () => stopping.abort(),
    async close() {
      stopping.abort();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      await housekeeping.stop();
      await listener.close();
      await queue.stop();
      await hints.flush();
      await pool.close();
      await database.drop();
    },
  };
}

/** Creates a job as the open API's tenant would, and returns its id. */
export async function createJob(
  { context }: StreamService,
  given: { userId?: string; tenant?: string; type?: string } = {},
): Promise<string> {
  const id = randomUUIDv7();
  const job = {
    id,
    tenant: given.tenant ?? 'default',
    userId: given.userId ?? null,
    sessionId: null,
    messageId: null,
    tags: [],
    metadata: {},
    type: given.type ?? TEST_TYPE,
    title: null,
    inputJson: '{"markdown":"Words"}',
    runAt: null,
    startWithinSeconds: null,
    priority: 0,
    maxAttempts: 3,
    timeoutSeconds: 3_600,
    retryDelaySeconds: 5,
    retryBackoff: 'exponential' as const,
    retryMaxDelaySeconds: 300,
    retentionSeconds: 86_400,
    reuse: false,
    retriedFrom: null,
  };
  await context.writer.create({ job, idempotency: null });
  return id;
}

/** Creates jobs and claims them, as a worker. */
export async function startJobs(service: StreamService, count: number): Promise<LeaseKey[]> {
  for (let made = 0; made < count; made += 1) await createJob(service);
  const leases = await claimJobs(service.core, TEST_TYPE, count, 'test-worker');
  if (leases.length !== count) throw new Error(`${leases.length} of ${count} jobs were claimed`);
  return leases;
}

export async function completeJob({ core }: StreamService, lease: LeaseKey): Promise<void> {
  const status = await settleJob(core, TEST_TYPE, lease, {
    kind: 'complete',
    result: { words: 1 },
    mainArtifactId: null,
  });
  if (status !== 'completed') throw new Error(`The job is ${status}`);
}
