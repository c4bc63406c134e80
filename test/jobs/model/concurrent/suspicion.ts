import type { ModelJob } from '../model.ts';

/** A job that was tried so often when its worker was lost may be what killed it. */
const SUSPECT_AFTER_ATTEMPTS = 2;

/** Whether a job that has just lost its worker, and will be tried again, must run alone then. */
export function isSuspect({ attempt, maxAttempts }: ModelJob): boolean {
  return attempt >= SUSPECT_AFTER_ATTEMPTS || attempt + 1 === maxAttempts;
}
