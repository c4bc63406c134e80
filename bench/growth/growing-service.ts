import { randomUUIDv7 } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { readConfig } from '../../src/config.ts';
import { claimJobs, type ClaimedJob } from '../../src/jobs/claim-jobs.ts';
import type { JobsCore } from '../../src/jobs/core.ts';
import type { EnqueueRequest } from '../../src/jobs/enqueue-jobs.ts';
import { createJobWriter } from '../../src/jobs/job-writer.ts';
import { reportProgress } from '../../src/jobs/lease.ts';
import { cleanup } from '../../src/jobs/remove-jobs.ts';
import { saveArtifact } from '../../src/jobs/save-artifact.ts';
import { settleJob } from '../../src/jobs/settle-job.ts';
import { createLogger } from '../../src/log.ts';
import { openRuntime } from '../../src/runtime.ts';
import { sweepBlobs } from '../../src/storage/sweep-blobs.ts';

/**
 * A process of the service with all of its housekeeping, and in the place of clients and handlers a loop that makes jobs
 * and ends them as fast as the database takes it. Its clock may be set forward.
 */
export interface GrowingService {
  core: JobsCore;
  /** Makes as many jobs, with their events, files and keys, and brings them to their end. @returns how many seconds that took */
  churn(jobs: number): Promise<number>;
  /** Removes what is past its time, until nothing more is, as housekeeping does once a minute. */
  prune(): Promise<{ jobs: number; seconds: number }>;
  /** So many days pass. No job may be running: its worker would have been silent all the time. */
  passDays(days: number): Promise<void>;
  close(): Promise<void>;
}

const TYPE = 'pdf';
const CREATORS = 32;
const WORKERS = 6;
const JOBS_PER_CLAIM = 4;
const POLL_MS = 20;
const POOL_SIZE = 16;
/** One job in so many has a file. */
const FILE_EVERY = 4;
const FILE_BYTES = 8_192;

export async function openGrowingService(databaseUrl: string): Promise<GrowingService> {
  const config = readConfig({ DATABASE_URL: databaseUrl, DATABASE_POOL_SIZE: String(POOL_SIZE) });
  const { core, close } = await openRuntime(config, createLogger('error', 'worker'), 'worker');
  let daysPassed = 0;
  return {
    core,
    churn: (jobs) => churn(core, jobs),
    prune: () => prune(core),
    async passDays(days) {
      daysPassed += days;
      await setClocks(core, daysPassed);
    },
    close: () => close(),
  };
}

async function churn(core: JobsCore, jobs: number): Promise<number> {
  const writer = createJobWriter(core);
  const began = performance.now();
  let toCreate = jobs;
  let toFinish = jobs;
  async function create(): Promise<void> {
    while (toCreate > 0) {
      toCreate -= 1;
      await writer.create(newRequest());
    }
  }
  async function work(): Promise<void> {
    while (toFinish > 0) {
      const claimed = await claimJobs(core, TYPE, JOBS_PER_CLAIM, 'churn');
      for (const job of claimed) await finish(core, job, toFinish-- % FILE_EVERY === 0);
      if (claimed.length === 0) await sleep(POLL_MS);
    }
  }
  await Promise.all([...Array.from({ length: CREATORS }, create), ...Array.from({ length: WORKERS }, work)]);
  return (performance.now() - began) / 1000;
}

function newRequest(): EnqueueRequest {
  return {
    job: {
      id: randomUUIDv7(),
      tenant: 'acme',
      userId: `user-${Math.floor(Math.random() * 1_000)}`,
      sessionId: randomUUIDv7(),
      messageId: null,
      tags: ['monthly', 'sales'],
      metadata: { order: Math.random() },
      type: TYPE,
      title: 'Sales',
      priority: 0,
      maxAttempts: 3,
      timeoutSeconds: 3_600,
      retryDelaySeconds: 5,
      retryBackoff: 'exponential',
      retryMaxDelaySeconds: 300,
      retentionSeconds: 86_400,
      reuse: false,
      retriedFrom: null,
      inputJson: JSON.stringify({ markdown: 'The quick brown fox jumps over the lazy dog. '.repeat(10) }),
      runAt: null,
      startWithinSeconds: null,
    },
    idempotency: { owner: '', key: randomUUIDv7(), fingerprint: 'f'.repeat(64) },
  };
}

async function finish(core: JobsCore, job: ClaimedJob, withFile: boolean): Promise<void> {
  await reportProgress(core, job, { percent: 50, stage: 'Half of it' });
  if (withFile) {
    await saveArtifact(core, job, { name: 'sales.pdf', mediaType: 'application/pdf', content: someBytes() });
  }
  await settleJob(core, TYPE, job, { kind: 'complete', result: { pages: 1 }, mainArtifactId: null });
}

async function* someBytes(): AsyncGenerator<Uint8Array> {
  yield Buffer.alloc(FILE_BYTES, String(Math.random()));
}

async function prune(core: JobsCore): Promise<{ jobs: number; seconds: number }> {
  const began = performance.now();
  const { jobs } = await cleanup(core, null);
  await sweepBlobs(core, (error) => {
    throw error;
  });
  return { jobs, seconds: (performance.now() - began) / 1000 };
}

/** Ours and pg-boss's. */
async function setClocks({ pool }: JobsCore, daysPassed: number): Promise<void> {
  for (const name of ['pressroom.clock', 'pgboss.job_now']) {
    await pool.query(
      `create or replace function ${name}() returns timestamptz language sql stable as
         'select pg_catalog.now() + interval ''${daysPassed} days'''`,
    );
  }
}
