import type { Tx } from '../db/transaction.ts';
import { insertJobs, type NewJobRow } from './job-store.ts';
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
}

export type EnqueueOutcome =
  { kind: 'created'; jobId: string } | { kind: 'replayed'; jobId: string } | { kind: 'key-reused' };

/**
 * Creates jobs inside the caller's transaction: key, row, first event and queue record, all or nothing. A key that
 * another transaction is just reserving is waited for, as long as the transaction's lock_timeout allows.
 */
export async function enqueueJobs(tx: Tx, queue: JobQueue, requests: EnqueueRequest[]): Promise<EnqueueOutcome[]> {
  const reservations = await reserveKeys(tx, requests);
  const outcomes = requests.map((request): EnqueueOutcome => outcomeOf(request, reservations));
  const fresh = requests.flatMap((request, index) => (outcomes[index]?.kind === 'created' ? [request.job] : []));
  if (fresh.length > 0) {
    await insertJobs(tx, fresh);
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
