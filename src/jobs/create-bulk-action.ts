import { randomUUIDv7 } from 'node:crypto';
import { retriedTransaction, sqlState, type Tx } from '../db/transaction.ts';
import { Problem } from '../errors.ts';
import { MAX_BULK_JOBS, MAX_OPEN_ACTIONS, type BulkAction, type SkipReason } from './bulk-action.ts';
import { countOpenActions, fixJobs, insertBulkAction, writeBatch, type NewBulkAction } from './bulk-store.ts';
import type { JobsCore } from './core.ts';
import type { IdempotencyClaim } from './enqueue-jobs.ts';
import { reserveKeys } from './idempotency-store.ts';
import type { JobFilter } from './job-filter.ts';
import type { Viewer } from './viewer.ts';

export interface BulkRequest extends Omit<NewBulkAction, 'id' | 'tenant' | 'userId'> {
  /** All of these must hold. */
  jobs: JobFilter;
  /** Only these; null: all that match. */
  jobIds: string[] | null;
  idempotency: IdempotencyClaim | null;
}

export type BulkRequestOutcome = { kind: 'created' | 'replayed'; id: string } | { kind: 'key-reused' };

/** How long a request waits for another one with the same key. */
const KEY_WAIT_MS = 2_000;
const LOCK_NOT_AVAILABLE = '55P03';

/**
 * Asks for something to be done to all jobs that match now. Key, action and the list of its jobs are one transaction.
 *
 * @throws Problem `too-many-requests`, `validation-failed` when more than MAX_BULK_JOBS match, `idempotency-in-progress`
 */
export async function createBulkAction(
  core: JobsCore,
  viewer: Viewer,
  request: BulkRequest,
): Promise<BulkRequestOutcome> {
  const { jobs: _jobs, jobIds: _jobIds, idempotency, ...asked } = request;
  const action: NewBulkAction = { ...asked, id: randomUUIDv7(), tenant: viewer.tenant, userId: viewer.userId };
  try {
    return await retriedTransaction(core.pool, core.hints, async (tx) => {
      await tx.query(`set local lock_timeout = ${KEY_WAIT_MS}`);
      const [held] = (await reserveKeys(tx, [{ job: action, idempotency }])).values();
      if (held && !held.isNew) return replay(held, idempotency);
      await create(tx, viewer, action, request);
      tx.hint({ topic: 'bulk', key: action.id });
      return { kind: 'created', id: action.id };
    });
  } catch (error) {
    if (sqlState(error) !== LOCK_NOT_AVAILABLE) throw error;
    const detail = 'Another request with this Idempotency-Key is still being worked on.';
    throw new Problem('idempotency-in-progress', detail, { retryAfterSeconds: 2 });
  }
}

function replay(held: { jobId: string; fingerprint: string }, claim: IdempotencyClaim | null): BulkRequestOutcome {
  return held.fingerprint === claim?.fingerprint ? { kind: 'replayed', id: held.jobId } : { kind: 'key-reused' };
}

async function create(tx: Tx, viewer: Viewer, action: NewBulkAction, { jobs, jobIds }: BulkRequest): Promise<void> {
  if ((await countOpenActions(tx, viewer.tenant)) >= MAX_OPEN_ACTIONS) {
    const detail = `There are ${MAX_OPEN_ACTIONS} bulk actions that are not finished.`;
    throw new Problem('too-many-requests', detail, { retryAfterSeconds: 5 });
  }
  await insertBulkAction(tx, action);
  const named = jobIds && [...new Set(jobIds.map((id) => id.toLowerCase()))];
  const found = await fixJobs(tx, action, named ? { ...viewer, jobIds: named } : viewer, jobs);
  const count = found.reduce((sum, group) => sum + group.count, 0);
  if (count > MAX_BULK_JOBS) {
    const detail = `More than ${MAX_BULK_JOBS} jobs match.`;
    throw new Problem('validation-failed', detail, { errors: [{ pointer: '/filter', detail }] });
  }
  const matched = named?.length ?? count;
  const skipped = Object.fromEntries(
    found.flatMap(({ obstacle, count: some }) => (obstacle ? [[obstacle, some]] : [])),
  );
  const unseen: Partial<Record<SkipReason, number>> = matched > count ? { 'not-found': matched - count } : {};
  await begin(tx, { ...action, matched, skipped: { ...skipped, ...unseen } }, count);
}

/** With nothing to do it is over at once. */
async function begin(
  tx: Tx,
  action: NewBulkAction & Pick<BulkAction, 'matched' | 'skipped'>,
  count: number,
): Promise<void> {
  const skipped = Object.values(action.skipped).reduce((sum, some) => sum + some, 0);
  if (skipped === action.matched || count === 0) {
    await writeBatch(tx, { ...action, ...NOTHING_DONE }, []);
    return;
  }
  await tx.query('update pressroom.bulk_actions set matched = $2, skipped = $3 where id = $1', [
    action.id,
    action.matched,
    JSON.stringify(action.skipped),
  ]);
}

const NOTHING_DONE = {
  ...{ status: 'queued', done: 0, failed: 0, failures: [] },
  ...{ createdAt: new Date(0), startedAt: null, finishedAt: null, expiresAt: null },
} as const satisfies Partial<BulkAction>;
