import { randomUUIDv7 } from 'node:crypto';
import { insertArtifact } from '../../src/jobs/artifact-store.ts';
import { claimJobs, type ClaimedJob } from '../../src/jobs/claim-jobs.ts';
import type { JobsCore } from '../../src/jobs/core.ts';
import type { EnqueueOutcome, IdempotencyClaim } from '../../src/jobs/enqueue-jobs.ts';
import type { NewJobRow } from '../../src/jobs/job-store.ts';
import type { LeaseKey } from '../../src/jobs/lease-store.ts';
import { createJobWriter } from '../../src/jobs/job-writer.ts';
import { setTimeout as sleep } from 'node:timers/promises';

export const VIEWER = { tenant: 'acme', userId: null, sessionId: null, jobIds: null };

/** A job like any other, but for what the test says. */
export function newJob(changes: Partial<NewJobRow> = {}): NewJobRow {
  return {
    id: randomUUIDv7(),
    tenant: 'acme',
    userId: null,
    sessionId: null,
    messageId: null,
    tags: [],
    metadata: {},
    type: 'pdf',
    title: null,
    priority: 0,
    maxAttempts: 3,
    timeoutSeconds: 3_600,
    retryDelaySeconds: 5,
    retryBackoff: 'fixed',
    retryMaxDelaySeconds: 300,
    retentionSeconds: 86_400,
    reuse: false,
    retriedFrom: null,
    inputJson: '{}',
    runAt: null,
    startWithinSeconds: null,
    ...changes,
  };
}

/** A file that an attempt has begun, and writes no further. */
export async function beginArtifact(core: JobsCore, lease: LeaseKey, name: string): Promise<void> {
  const artifact = {
    id: randomUUIDv7(),
    name,
    mediaType: 'application/pdf',
    generator: null,
    recipe: null,
    previewOf: null,
  };
  if (!(await insertArtifact(core.pool, lease, artifact, 'postgres'))) throw new Error('The lease is lost');
}

export function enqueue(
  core: JobsCore,
  job: NewJobRow,
  idempotency: IdempotencyClaim | null = null,
): Promise<EnqueueOutcome> {
  return createJobWriter(core).create({ job, idempotency });
}

/** Creates a job and starts its first attempt. Nothing else may be due. */
export async function startJob(core: JobsCore, changes: Partial<NewJobRow> = {}): Promise<ClaimedJob> {
  const job = newJob(changes);
  await enqueue(core, job);
  return claimOne(core, job.type);
}

export async function claimOne(core: JobsCore, type = 'pdf'): Promise<ClaimedJob> {
  const [job] = await claimJobs(core, type, 1, 'worker-1');
  if (!job) throw new Error(`No ${type} job is due`);
  return job;
}

const POLL_MS = 5;

/** Waits until this many connections wait for a lock that another one holds. */
export async function untilBlocked(core: JobsCore, count = 1): Promise<void> {
  for (;;) {
    const rows = await core.pool.query(
      `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if (rows.length >= count) return;
    await sleep(POLL_MS);
  }
}
