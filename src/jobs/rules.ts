import type { CancelOutcome, JobError, JobRecord, Lifecycle, NewEvent } from './job.ts';
import type { JsonValue } from './json.ts';
import type { LeaseKey } from './lease-store.ts';
import { nextStatus, type Move } from './transitions.ts';

/**
 * The decisions of a job's life, without any I/O: the job as it is and the time go in, its next state and the event
 * that tells of it come out. The verbs write both, with the queue's record, in one transaction.
 */
export interface Step {
  next: Lifecycle;
  event: NewEvent;
}

/** A job that is being cancelled and whose worker says nothing is given up after this long. */
export const CANCEL_GRACE_SECONDS = 30;

/** A claim: the attempt counts on, progress starts over. */
export function claimed(job: JobRecord, lease: LeaseKey, workerId: string, now: Date): Step {
  const next: Lifecycle = {
    ...move(job, 'claim'),
    attempt: job.attempt + 1,
    leaseNo: lease.leaseNo,
    leaseToken: lease.token,
    workerId,
    startedAt: job.startedAt ?? now,
    attemptStartedAt: now,
    heartbeatAt: now,
    progressPercent: 0,
    progressStage: null,
    progressMessage: null,
    progressUpdatedAt: null,
    error: null,
    warnings: [],
    reusedFrom: null,
  };
  const waitedSeconds = Math.max(0, now.getTime() - job.dueAt.getTime()) / 1000;
  return { next, event: status(next, { waitedSeconds }) };
}

export function completed(
  job: JobRecord,
  outcome: { result: JsonValue; mainArtifactId: string | null },
  now: Date,
): Step {
  const next: Lifecycle = { ...finish(job, 'complete', now), ...outcome, progressPercent: 100, progressUpdatedAt: now };
  // A stream replays many events at a time: a large result is fetched from the job, not from its event.
  const isSmall = JSON.stringify(outcome.result).length <= MAX_EVENT_RESULT_CHARS;
  return {
    next,
    event: { type: 'job-complete', data: { status: next.status, ...(isSmall ? { result: outcome.result } : {}) } },
  };
}

const MAX_EVENT_RESULT_CHARS = 8_192;

/** An attempt failed: another one after its backoff, or the end. `random` in [0, 1) spreads the retries. */
export function attemptFailed(job: JobRecord, error: JobError, retryable: boolean, random: number, now: Date): Step {
  if (!retryable || job.attempt >= job.maxAttempts) return failed(job, 'fail', error, now);
  return retrying(job, error, new Date(now.getTime() + backoffMs(job, random)));
}

/**
 * The worker died or fell silent: that may be no fault of the handler, so another attempt is due at once. But it may, and
 * then the worker's other jobs were lost for it: who did it shows when one that may have done it runs alone. The first
 * loss is no suspicion yet, for machines die; it is one when the next loss would be the end of a job that did nothing.
 */
export function attemptLost(job: JobRecord, error: JobError, now: Date): Step {
  if (job.attempt >= job.maxAttempts) return failed(job, 'fail', error, now);
  const { next, event } = retrying(job, error, now);
  const isSuspect = job.attempt >= SUSPECT_AFTER_ATTEMPTS || job.attempt + 1 === job.maxAttempts;
  return { next: { ...next, runsAlone: job.runsAlone || isSuspect }, event };
}

/** A job that was tried so often when its worker was lost runs alone from then on. */
const SUSPECT_AFTER_ATTEMPTS = 2;

/** Given back by a worker that stops: due at once, and the try does not count. */
export function released(job: JobRecord, now: Date): Step {
  const next: Lifecycle = { ...move(job, 'release'), attempt: job.attempt - 1, dueAt: now, workerId: null };
  return { next, event: status(next, { reason: 'released' }) };
}

/** A cancel was asked for: at once when nothing runs, else the worker is asked and has CANCEL_GRACE_SECONDS. */
export function cancelRequested(job: JobRecord, reason: string | null, now: Date): Step {
  const asked = { ...job, cancelRequestedAt: now, cancelReason: reason };
  if (job.status !== 'running') return cancelSettled(asked, 'before-start', now);
  const next: Lifecycle = { ...move(asked, 'cancel'), cancelOutcome: 'pending' };
  return { next, event: status(next, reason === null ? {} : { reason }) };
}

/** The end of a cancel, with the receipt: how it ended. */
export function cancelSettled(job: JobRecord, outcome: Exclude<CancelOutcome, 'pending'>, now: Date): Step {
  const how: Move = outcome === 'acknowledged' ? 'acknowledge' : outcome === 'abandoned' ? 'abandon' : 'cancel';
  const next: Lifecycle = { ...finish(job, how, now), cancelOutcome: outcome, cancelSettledAt: now };
  const cancellation = { requestedAt: next.cancelRequestedAt, reason: next.cancelReason, outcome, settledAt: now };
  return { next, event: { type: 'job-cancelled', data: { status: next.status, cancellation } } };
}

export function startDeadlinePassed(job: JobRecord, now: Date): Step {
  const error = jobError('start-deadline-passed', 'The job did not start before its start deadline.');
  const next: Lifecycle = { ...finish(job, 'expire', now), error };
  return { next, event: { type: 'job-expired', data: { status: next.status, error } } };
}

/** The queue's record of a live job ended or vanished by other hands; the job cannot go on. */
export function queueRecordLost(job: JobRecord, error: JobError, now: Date): Step {
  return failed(job, 'lose', error, now);
}

export function isPastStartDeadline(job: JobRecord, now: Date): boolean {
  return job.startDeadlineAt !== null && job.startedAt === null && job.startDeadlineAt <= now;
}

export function isPastCancelGrace(job: JobRecord, now: Date): boolean {
  if (job.status !== 'cancelling' || job.cancelRequestedAt === null) return false;
  return job.cancelRequestedAt.getTime() + CANCEL_GRACE_SECONDS * 1000 <= now.getTime();
}

/**
 * Exponential: delay, doubled per attempt, at most the maximum, and of that a random half to whole, so that jobs which
 * failed together do not come back together. Fixed: exactly the delay.
 */
export function backoffMs(job: JobRecord, random: number): number {
  if (job.retryBackoff === 'fixed') return job.retryDelaySeconds * 1000;
  const doublings = Math.min(job.attempt - 1, 30);
  const seconds = Math.min(job.retryDelaySeconds * 2 ** doublings, job.retryMaxDelaySeconds);
  return Math.round(seconds * 1000 * (0.5 + random / 2));
}

export function jobError(code: string, detail: string): JobError {
  return { type: `/problems/${code}`, code, title: JOB_ERROR_TITLES[code] ?? 'The job failed', detail };
}

const JOB_ERROR_TITLES: Readonly<Record<string, string>> = {
  'attempt-timeout': 'The attempt took too long',
  'worker-lost': 'The worker was lost',
  'start-deadline-passed': 'The job did not start in time',
  'queue-record-lost': 'The queue lost the job',
  'invalid-input': 'The input cannot be made into a result',
};

function failed(job: JobRecord, how: 'fail' | 'lose', error: JobError, now: Date): Step {
  const next: Lifecycle = { ...finish(job, how, now), error };
  return { next, event: { type: 'job-failed', data: { status: next.status, error } } };
}

function retrying(job: JobRecord, error: JobError, dueAt: Date): Step {
  const next: Lifecycle = { ...move(job, 'retry'), dueAt, error, workerId: null };
  return { next, event: status(next, { dueAt, error }) };
}

function move(job: JobRecord, how: Move): Lifecycle {
  return { ...job, status: nextStatus(job.status, how) };
}

function finish(job: JobRecord, how: Move, now: Date): Lifecycle {
  return { ...move(job, how), finishedAt: now, expiresAt: new Date(now.getTime() + job.retentionSeconds * 1000) };
}

function status(next: Lifecycle, more: Record<string, unknown> = {}): NewEvent {
  return { type: 'status', data: { status: next.status, ...more } };
}
