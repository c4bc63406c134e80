import { randomUUIDv7 } from 'node:crypto';
import { sqlState, transaction, type Tx } from '../db/transaction.ts';
import type { JobsCore } from './core.ts';
import { enqueueJobs, type EnqueueRequest } from './enqueue-jobs.ts';
import { isTerminal, type JobRecord } from './job.ts';
import { findJob, findJobs, type JobView } from './job-reader.ts';
import type { NewJobRow } from './job-store.ts';
import { pinnedUploadsOf } from './upload-pins.ts';
import type { Viewer } from './viewer.ts';

export type RetryOutcome =
  | { kind: 'created'; jobId: string }
  | { kind: 'not-found' }
  | { kind: 'still-alive' }
  | { kind: 'already-retried'; retriedAs: string };

/** Postgres's word for it: the job was retried by somebody else at this moment. */
export const UNIQUE_VIOLATION = '23505';

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

/** Inputs of jobs that are copied together, as they are stored; one alone always passes. */
const MAX_INPUT_BYTES = 1024 * 1024;

/**
 * As `retryJob` inside the caller's transaction, for the first of several jobs: as many as have inputs that are held in
 * memory without harm. When another retry comes first at that moment the transaction fails.
 *
 * @returns by id
 * @throws Problem `conflict` when an upload that one of them reads is gone: then all of it must be undone
 */
export async function retryInTx(
  core: JobsCore,
  tx: Tx,
  viewer: Viewer,
  jobIds: readonly string[],
): Promise<Map<string, RetryOutcome>> {
  const some = await withModestInputs(tx, jobIds);
  const found = new Map((await findJobs(tx, viewer, some)).map((job) => [job.id, job]));
  const outcomes = new Map<string, RetryOutcome>();
  const requests: EnqueueRequest[] = [];
  const inputs = await lockInputs(tx, some);
  const pins = await pinnedUploadsOf(tx, some);
  for (const id of some) {
    const source = found.get(id) ?? null;
    const inputJson = inputs.get(id);
    const refusal = refusalOf(source);
    if (source && !refusal && inputJson !== undefined) {
      const job = copyOf(source, inputJson);
      requests.push({ job, idempotency: null, uploadIds: pins.get(id) ?? [] });
      outcomes.set(id, { kind: 'created', jobId: job.id });
    } else outcomes.set(id, refusal ?? { kind: 'not-found' });
  }
  await enqueueJobs(tx, core.queue, requests);
  return outcomes;
}

async function withModestInputs(tx: Tx, jobIds: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ id: string; bytes: number }>(
    'select id, pg_column_size(input) as bytes from pressroom.document_jobs where id = any($1::uuid[])',
    [jobIds],
  );
  const sizes = new Map(rows.map(({ id, bytes }) => [id, bytes]));
  let bytes = 0;
  const end = jobIds.findIndex((id, index) => (bytes += sizes.get(id) ?? 0) > MAX_INPUT_BYTES && index > 0);
  return end === -1 ? [...jobIds] : jobIds.slice(0, end);
}

function refusalOf(source: JobView | null): Exclude<RetryOutcome, { kind: 'created' }> | null {
  if (!source) return { kind: 'not-found' };
  if (!isTerminal(source.status)) return { kind: 'still-alive' };
  return source.retriedAs ? { kind: 'already-retried', retriedAs: source.retriedAs } : null;
}

async function enqueueCopy(core: JobsCore, tx: Tx, source: JobRecord): Promise<RetryOutcome> {
  const inputJson = (await lockInputs(tx, [source.id])).get(source.id);
  if (inputJson === undefined) return { kind: 'not-found' };
  const job = copyOf(source, inputJson);
  const uploadIds = (await pinnedUploadsOf(tx, [source.id])).get(source.id) ?? [];
  await enqueueJobs(tx, core.queue, [{ job, idempotency: null, uploadIds }]);
  return { kind: 'created', jobId: job.id };
}

/** The inputs of jobs that are not pruned meanwhile. */
async function lockInputs(tx: Tx, jobIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.query<{ id: string; inputJson: string }>(
    `select id, input::text as "inputJson" from pressroom.document_jobs
     where id = any($1::uuid[]) order by id for share`,
    [jobIds],
  );
  return new Map(rows.map(({ id, inputJson }) => [id, inputJson]));
}

function copyOf(source: JobRecord, inputJson: string): NewJobRow {
  return {
    ...source,
    id: randomUUIDv7(),
    retriedFrom: source.id,
    inputJson,
    runAt: null,
    startWithinSeconds: startWithin(source),
  };
}

/** As it was asked for: counted from the start that was asked for. */
function startWithin({ runAt, startDeadlineAt }: JobRecord): number | null {
  return startDeadlineAt && Math.round((startDeadlineAt.getTime() - runAt.getTime()) / 1000);
}
