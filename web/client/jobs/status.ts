import type { JobStatusName } from '../contract.ts';

const FINISHED: readonly string[] = ['completed', 'failed', 'cancelled', 'expired'] satisfies JobStatusName[];

/** Whether a job in this status never changes again. */
export function isFinished({ status }: { status: string }): boolean {
  return FINISHED.includes(status);
}
