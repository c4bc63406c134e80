import { sqlState, transaction } from '../db/transaction.ts';
import { Problem } from '../errors.ts';
import type { JobsCore } from './core.ts';
import { enqueueJobs, type EnqueueOutcome, type EnqueueRequest } from './enqueue-jobs.ts';
import { identity } from './idempotency-store.ts';

/** Jobs that are written in one transaction at most. */
const MAX_BATCH_JOBS = 100;
/** Inputs are held in memory and sent as one statement; a larger job goes alone. */
const MAX_BATCH_BYTES = 4 * 1024 * 1024;
/** Transactions under way at once. */
const MAX_FLUSHES = 2;
/** Jobs of a batch that was refused, each in a transaction of its own, at once. */
const MAX_ALONE = 4;
/** Creates that may wait; more are refused rather than kept in memory. */
const MAX_WAITING_JOBS = 2_000;
/** How long a create waits for another one with the same key. */
const KEY_WAIT_MS = 3_000;

interface WaitingCreate {
  request: EnqueueRequest;
  resolve: (outcome: EnqueueOutcome) => void;
  reject: (error: unknown) => void;
}

export interface JobWriter {
  /**
   * Creates a job, durably: resolved after the commit.
   *
   * @throws Problem `idempotency-in-progress` when another request holds the same key for too long, `unavailable` when
   *   too many creates wait, `conflict` when an upload is gone.
   */
  create(request: EnqueueRequest): Promise<EnqueueOutcome>;
}

/**
 * Writes concurrent creates together: while one transaction is being committed, those that arrive wait for the next
 * and share its fsync. An idle writer writes at once, so nothing is ever delayed to form a batch.
 */
export function createJobWriter(core: JobsCore): JobWriter {
  const waiting: WaitingCreate[] = [];
  let flushes = 0;

  function pump(): void {
    while (flushes < MAX_FLUSHES && waiting.length > 0) {
      flushes += 1;
      void flush(core, takeBatch(waiting)).finally(() => {
        flushes -= 1;
        pump();
      });
    }
  }

  return {
    create(request) {
      if (waiting.length >= MAX_WAITING_JOBS) {
        return Promise.reject(
          new Problem('unavailable', 'Too many jobs are being created just now.', { retryAfterSeconds: 1 }),
        );
      }
      return new Promise((resolve, reject) => {
        waiting.push({ request, resolve, reject });
        pump();
      });
    },
  };
}

/** The longest head of the line that fits one transaction; a key that is in it already waits for the next. */
function takeBatch(waiting: WaitingCreate[]): WaitingCreate[] {
  const keys = new Set<string>();
  let bytes = 0;
  let count = 0;
  for (const { request } of waiting) {
    const { job, idempotency } = request;
    const key = idempotency && identity({ tenant: job.tenant, owner: idempotency.owner, key: idempotency.key });
    bytes += job.inputJson.length;
    if (count === MAX_BATCH_JOBS || (count > 0 && bytes > MAX_BATCH_BYTES) || (key && keys.has(key))) break;
    if (key) keys.add(key);
    count += 1;
  }
  return waiting.splice(0, count);
}

async function flush(core: JobsCore, batch: WaitingCreate[]): Promise<void> {
  try {
    const outcomes = await write(core, batch);
    batch.forEach((create, index) => create.resolve(outcomes[index] as EnqueueOutcome));
  } catch (error) {
    if (batch.length === 1 || !isRefusal(error)) batch.forEach((create) => create.reject(asProblem(error)));
    else await flushAlone(core, batch);
  }
}

/** A few at a time: one that waits for its key must not hold up the others, and all must not take every connection. */
async function flushAlone(core: JobsCore, batch: WaitingCreate[]): Promise<void> {
  for (let start = 0; start < batch.length; start += MAX_ALONE) {
    await Promise.all(batch.slice(start, start + MAX_ALONE).map((create) => flush(core, [create])));
  }
}

function write(core: JobsCore, batch: WaitingCreate[]): Promise<EnqueueOutcome[]> {
  return transaction(core.pool, core.hints, async (tx) => {
    await tx.query(`set local lock_timeout = ${KEY_WAIT_MS}`);
    return enqueueJobs(
      tx,
      core.queue,
      batch.map((create) => create.request),
    );
  });
}

/** A statement was refused, so nothing was written, and the fault may be one job's: each is tried alone. */
function isRefusal(error: unknown): boolean {
  return error instanceof Problem || /^(22|23|40|55)/.test(sqlState(error) ?? '');
}

const LOCK_NOT_AVAILABLE = '55P03';

function asProblem(error: unknown): unknown {
  if (sqlState(error) !== LOCK_NOT_AVAILABLE) return error;
  return new Problem('idempotency-in-progress', 'Another request with this Idempotency-Key is still being worked on.', {
    retryAfterSeconds: 2,
  });
}
