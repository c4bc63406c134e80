import { randomUUIDv7 } from 'node:crypto';
import { sqlState, transaction, type Tx } from '../db/transaction.ts';
import type { JobsCore } from './core.ts';
import { enqueueJobs } from './enqueue-jobs.ts';
import { isTerminal, type JobRecord } from './job.ts';
import { findJob, type JobView } from './job-reader.ts';
import type { NewJobRow } from './job-store.ts';
import { pinnedUploads } from './upload-pins.ts';
import type { Viewer } from './viewer.ts';

export type RetryOutcome =
  | { kind: 'created'; jobId: string }
  | { kind: 'not-found' }
  | { kind: 'still-alive' }
  | { kind: 'already-retried'; retriedAs: string };

const UNIQUE_VIOLATION = '23505';

/**
 * Makes a new job of a finished one, with the same request, due now. A job can be retried once.
 *
 * @throws Problem `conflict` when an upload that it reads is gone
 */
export async function retryJob(core: JobsCore, viewer: Viewer, jobId: string): Promise<RetryOutcome> {
  const source = await findJob(core.pool, viewer, jobId);
  const refusal = refusalOf(source);
  if (refusal || !source) return refusal ?? { kind: 'not-found' };
  try {
    return await transaction(core.pool, core.hints, (tx) => enqueueCopy(core, tx, source));
  } catch (error) {
    if (sqlState(error) !== UNIQUE_VIOLATION) throw error;
    const winner = await findJob(core.pool, viewer, jobId); // another retry came first
    return winner?.retriedAs ? { kind: 'already-retried', retriedAs: winner.retriedAs } : { kind: 'not-found' };
  }
}

/**
 * As `retryJob`, inside the caller's transaction. When another retry comes first at that moment the transaction fails.
 *
 * @throws Problem `conflict` when an upload that it reads is gone: then all of it must be undone
 */
export async function retryInTx(core: JobsCore, tx: Tx, viewer: Viewer, jobId: string): Promise<RetryOutcome> {
  const source = await findJob(tx, viewer, jobId);
  const refusal = refusalOf(source);
  return refusal || !source ? (refusal ?? { kind: 'not-found' }) : enqueueCopy(core, tx, source);
}

function refusalOf(source: JobView | null): Exclude<RetryOutcome, { kind: 'created' }> | null {
  if (!source) return { kind: 'not-found' };
  if (!isTerminal(source.status)) return { kind: 'still-alive' };
  return source.retriedAs ? { kind: 'already-retried', retriedAs: source.retriedAs } : null;
}

async function enqueueCopy(core: JobsCore, tx: Tx, source: JobRecord): Promise<RetryOutcome> {
  const [row] = await tx.query<{ inputJson: string }>(
    'select input::text as "inputJson" from pressroom.document_jobs where id = $1 for share', // not pruned meanwhile
    [source.id],
  );
  if (!row) return { kind: 'not-found' };
  const job: NewJobRow = {
    ...source,
    id: randomUUIDv7(),
    retriedFrom: source.id,
    inputJson: row.inputJson,
    runAt: null,
    startWithinSeconds: startWithin(source),
  };
  const uploadIds = await pinnedUploads(tx, source.id);
  await enqueueJobs(tx, core.queue, [{ job, idempotency: null, uploadIds }]);
  return { kind: 'created', jobId: job.id };
}

/** As it was asked for: counted from the start that was asked for. */
function startWithin({ runAt, startDeadlineAt }: JobRecord): number | null {
  return startDeadlineAt && Math.round((startDeadlineAt.getTime() - runAt.getTime()) / 1000);
}
