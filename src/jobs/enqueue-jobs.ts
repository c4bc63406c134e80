import type { Tx } from '../db/transaction.ts';
import { insertJobs, type NewJobRow } from './job-store.ts';
import { pinUploads } from './upload-pins.ts';
import { reserveKeys, type KeyReservation } from './idempotency-store.ts';
import type { JobQueue } from './queue.ts';

export interface IdempotencyClaim {
  /** The user that the credential is bound to, or ''. */
  owner: string;
  key: string;
  /** A digest of the request: the same key with another one is refused. */
  fingerprint: string;
}

export interface EnqueueRequest {
  job: NewJobRow;
  idempotency: IdempotencyClaim | null;
  /** The uploads that the job reads: they stay as long as it is not finished. */
  uploadIds?: readonly string[];
}

export type EnqueueOutcome =
  { kind: 'created'; jobId: string } | { kind: 'replayed'; jobId: string } | { kind: 'key-reused' };

/**
 * Creates jobs inside the caller's transaction: key, row, first event and queue record, all or nothing. A key that
 * another transaction is just reserving is waited for, as long as the transaction's lock_timeout allows.
 *
 * @throws Problem `conflict` when an upload is gone: then all of it must be undone
 */
export async function enqueueJobs(tx: Tx, queue: JobQueue, requests: EnqueueRequest[]): Promise<EnqueueOutcome[]> {
  const reservations = await reserveKeys(tx, requests);
  const outcomes = requests.map((request): EnqueueOutcome => outcomeOf(request, reservations));
  const created = requests.filter((_request, index) => outcomes[index]?.kind === 'created');
  const fresh = created.map((request) => request.job);
  if (fresh.length > 0) {
    await insertJobs(tx, fresh);
    await pinUploads(
      tx,
      created.flatMap(({ job, uploadIds = [] }) => uploadIds.map((uploadId) => ({ jobId: job.id, uploadId }))),
    );
    for (const [type, jobs] of groupByType(fresh)) {
      await queue.insert(tx, type, jobs);
      tx.hint({ topic: 'work', key: type });
    }
    for (const job of fresh) tx.hint({ topic: 'job', key: job.id });
  }
  return outcomes;
}

function outcomeOf(request: EnqueueRequest, reservations: Map<EnqueueRequest, KeyReservation>): EnqueueOutcome {
  const held = reservations.get(request);
  if (!held || held.isNew) return { kind: 'created', jobId: request.job.id };
  return held.fingerprint === request.idempotency?.fingerprint
    ? { kind: 'replayed', jobId: held.jobId }
    : { kind: 'key-reused' };
}

function groupByType(jobs: NewJobRow[]): Map<string, NewJobRow[]> {
  return Map.groupBy(jobs, (job) => job.type);
}
