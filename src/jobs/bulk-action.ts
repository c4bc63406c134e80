import type { JobStatus } from './job.ts';

/** Something done to many jobs. The set of jobs is fixed when it is asked for. */
export interface BulkAction {
  id: string;
  tenant: string;
  /** The user that the credential was bound to; null: of the whole tenant. */
  userId: string | null;
  createdBy: string;
  action: BulkDeed;
  /** As it was sent; null when the jobs were named. */
  filter: Record<string, unknown> | null;
  reason: string | null;
  status: 'queued' | 'running' | 'completed' | 'aborted';
  matched: number;
  done: number;
  failed: number;
  skipped: Partial<Record<SkipReason, number>>;
  /** The first MAX_FAILURES of them. */
  failures: BulkFailure[];
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
  expiresAt: Date | null;
}

export type BulkDeed = 'cancel' | 'retry' | 'delete';

/** Why a job was left as it is. */
export type SkipReason =
  'not-found' | 'finished' | 'not-finished' | 'already-cancelling' | 'already-retried' | 'status-changed';

export interface BulkFailure {
  jobId: string;
  detail: string;
}

/** What became of one job. */
export type BulkOutcome =
  { kind: 'done' } | { kind: 'skipped'; reason: SkipReason } | { kind: 'failed'; detail: string };

/** Jobs of one action. */
export const MAX_BULK_JOBS = 1_000_000;
/** Actions of a tenant that are not finished. */
export const MAX_OPEN_ACTIONS = 20;
export const MAX_FAILURES = 20;
/** A finished action is kept for so long. */
export const KEPT_AFTER_END = '1 day';

/** The statuses that a filter asked for, or null: a job that waits when it is asked for may run when its turn comes. */
export function askedStatuses({ filter }: BulkAction): readonly JobStatus[] | null {
  return (filter?.status as JobStatus[] | undefined) ?? null;
}

/** The counts with what became of some jobs more. */
export function withOutcomes(
  action: Pick<BulkAction, 'done' | 'failed' | 'skipped' | 'failures'>,
  outcomes: readonly [jobId: string, outcome: BulkOutcome][],
): Pick<BulkAction, 'done' | 'failed' | 'skipped' | 'failures'> {
  const next = { ...action, skipped: { ...action.skipped }, failures: [...action.failures] };
  for (const [jobId, outcome] of outcomes) {
    if (outcome.kind === 'done') next.done += 1;
    if (outcome.kind === 'skipped') next.skipped[outcome.reason] = (next.skipped[outcome.reason] ?? 0) + 1;
    if (outcome.kind === 'failed') next.failed += 1;
    if (outcome.kind === 'failed' && next.failures.length < MAX_FAILURES)
      next.failures.push({ jobId, detail: outcome.detail });
  }
  return { done: next.done, failed: next.failed, skipped: next.skipped, failures: next.failures };
}
