import type { JobStatus } from './job.ts';

/**
 * What can happen to a job. `lose` is the repair of a job whose queue record ended behind the service's back.
 * A lost worker is `retry` or `fail`, like any attempt that failed.
 */
export type Move =
  'claim' | 'complete' | 'retry' | 'fail' | 'release' | 'cancel' | 'acknowledge' | 'abandon' | 'expire' | 'lose';

/** The whole state machine. What is not listed cannot happen. */
export const TRANSITIONS: Readonly<Record<JobStatus, Readonly<Partial<Record<Move, JobStatus>>>>> = {
  scheduled: { claim: 'running', cancel: 'cancelled', expire: 'expired', lose: 'failed' },
  queued: { claim: 'running', cancel: 'cancelled', expire: 'expired', lose: 'failed' },
  running: {
    complete: 'completed',
    retry: 'retrying',
    fail: 'failed',
    release: 'queued',
    cancel: 'cancelling',
    lose: 'failed',
  },
  retrying: { claim: 'running', cancel: 'cancelled', lose: 'failed' },
  cancelling: { acknowledge: 'cancelled', abandon: 'cancelled' },
  completed: {},
  failed: {},
  cancelled: {},
  expired: {},
};

/** @throws Error when the move is not possible from this status: a bug, since every caller asks first. */
export function nextStatus(status: JobStatus, move: Move): JobStatus {
  const next = TRANSITIONS[status][move];
  if (!next) throw new Error(`A ${status} job cannot ${move}`);
  return next;
}

export function canMove(status: JobStatus, move: Move): boolean {
  return TRANSITIONS[status][move] !== undefined;
}
