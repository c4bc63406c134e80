import { isOutage } from '../db/outage.ts';
import { retriedTransaction, sqlState, wasUndoneByServer } from '../db/transaction.ts';
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
/** The same for their inputs together, as JSON. One create alone always passes. */
const MAX_WAITING_CHARS = 64 * 1024 * 1024;
/** A create that is not begun with by then is refused: its client must not wait until it gives up by itself. */
const MAX_WAIT_MS = 3_000;
/** How long a create waits for another one with the same key. */
const KEY_WAIT_MS = 2_000;

interface WaitingCreate {
  request: EnqueueRequest;
  since: number;
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
  let waitingChars = 0;
  let flushes = 0;

  function takeOut(count: number): WaitingCreate[] {
    const taken = waiting.splice(0, count);
    for (const create of taken) waitingChars -= create.request.job.inputJson.length;
    return taken;
  }
  function pump(): void {
    const inTime = waiting.findIndex(({ since }) => since > performance.now() - MAX_WAIT_MS);
    refuse(takeOut(inTime === -1 ? waiting.length : inTime), tooMany());
    while (flushes < MAX_FLUSHES && waiting.length > 0) {
      flushes += 1;
      void flush(core, takeOut(batchSize(waiting))).then((outage) => {
        flushes -= 1;
        if (outage) refuse(takeOut(waiting.length), outage); // each would only wait as long for the same answer
        pump();
      });
    }
  }

  return {
    create(request) {
      const chars = request.job.inputJson.length;
      const isFull = waiting.length >= MAX_WAITING_JOBS || waitingChars + chars > MAX_WAITING_CHARS;
      if (isFull && waiting.length > 0) return Promise.reject(tooMany());
      return new Promise((resolve, reject) => {
        waiting.push({ request, since: performance.now(), resolve, reject });
        waitingChars += chars;
        pump();
      });
    },
  };
}

function tooMany(): Problem {
  return new Problem('unavailable', 'Too many jobs are being created just now.', { retryAfterSeconds: 1 });
}

/** None of them was begun with. */
function refuse(creates: readonly WaitingCreate[], reason: unknown): void {
  for (const create of creates) create.reject(reason);
}

/** How long the head of the line is that fits one transaction; a key that is in it already waits for the next. */
function batchSize(waiting: readonly WaitingCreate[]): number {
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
  return count;
}

/** @returns the error that says that nothing can be written now, or null */
async function flush(core: JobsCore, batch: readonly WaitingCreate[]): Promise<unknown> {
  try {
    const outcomes = await write(core, batch);
    batch.forEach((create, index) => create.resolve(outcomes[index] as EnqueueOutcome));
    return null;
  } catch (error) {
    if (batch.length > 1 && isRefusal(error)) return flushAlone(core, batch);
    const reason = asProblem(error);
    refuse(batch, reason);
    return isOutage(reason) && !wasUndoneByServer(reason) ? reason : null;
  }
}

/** A few at a time: one that waits for its key must not hold up the others, and all must not take every connection. */
async function flushAlone(core: JobsCore, batch: readonly WaitingCreate[]): Promise<unknown> {
  for (let start = 0; start < batch.length; start += MAX_ALONE) {
    const group = batch.slice(start, start + MAX_ALONE);
    const outages = await Promise.all(group.map((create) => flush(core, [create])));
    const outage = outages.find((found) => found !== null) ?? null;
    if (outage === null) continue;
    refuse(batch.slice(start + MAX_ALONE), outage);
    return outage;
  }
  return null;
}

function write(core: JobsCore, batch: readonly WaitingCreate[]): Promise<EnqueueOutcome[]> {
  return retriedTransaction(core.pool, core.hints, async (tx) => {
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
  if (sqlState(error) !== LOCK_NOT_AVAILABLE || !isAboutKeys(error)) return error;
  return new Problem('idempotency-in-progress', 'Another request with this Idempotency-Key is still being worked on.', {
    retryAfterSeconds: 2,
  });
}

/** Where Postgres waited, in its own words; the name of the table is the same in every language. */
function isAboutKeys(error: unknown): boolean {
  return String((error as { where?: unknown }).where).includes('idempotency_keys');
}
