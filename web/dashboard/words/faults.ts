import type { JobError, JobSummary, Waiting } from '../../client/index.ts';
import { duration, fromNow } from './times.ts';
import { typeLook } from './statuses.ts';

/** Why a job waits, in a sentence, and what would end it. */
export function waitingSentence(waiting: Waiting, type: string, nowMs: number): string {
  const due = waiting.dueAt ? fromNow(waiting.dueAt, nowMs) : 'later';
  switch (waiting.reason) {
    case 'scheduled':
      return `Starts ${due}.`;
    case 'backoff':
      return `The last attempt failed; the next one starts ${due}.`;
    case 'queued':
      return queuedSentence(waiting, nowMs);
    case 'no-worker':
      return `No worker for ${typeLook(type).word.toLowerCase()} jobs is running. Start one, and it begins at once.`;
    case 'paused':
      return 'Its queue is paused. Resume the queue, and it begins.';
    case 'concurrency':
      return 'As many jobs as may run at once do so. It begins when one of them ends.';
    default:
      return 'It waits for its turn.';
  }
}

function queuedSentence({ position, estimatedStartAt }: Waiting, nowMs: number): string {
  const place =
    position === null ? 'Waiting for its turn' : position === 1 ? 'Next in line' : `Number ${position} in line`;
  if (!estimatedStartAt) return `${place}.`;
  const inMs = Date.parse(estimatedStartAt) - nowMs;
  return inMs < 1_500 ? `${place}, about to start.` : `${place}, starts in about ${duration(inMs)}.`;
}

/** What is wrong, in a sentence, and what to do next. */
export interface Explained {
  what: string;
  next: string;
}

const NEXT_STEPS: Readonly<Record<string, string>> = {
  'attempt-timeout': 'Give the job more time (timeoutSeconds), or make it smaller, and run it again.',
  'worker-lost':
    'The worker was killed or cut off, often for want of memory. Run it again; look at the worker’s log if it happens twice.',
  'start-deadline-passed': 'No worker was free in time. Run it again with a later deadline, or start more workers.',
  'queue-record-lost': 'Somebody changed the queue by hand. Run it again.',
  'invalid-input': 'Change the input accordingly with “Edit and run”, or choose another file.',
  'handler-error': 'Run it again. If it fails the same way, its input is the place to look.',
};

export function explainError(error: JobError): Explained {
  return { what: error.detail || error.title, next: NEXT_STEPS[error.code] ?? 'Look at the input, and run it again.' };
}

const OUTCOMES: Readonly<Record<string, string>> = {
  pending: 'The worker was told to stop.',
  acknowledged: 'The worker stopped when it was told to.',
  abandoned: 'The worker did not answer; whatever it still does can change nothing here.',
  'before-start': 'Nothing had started yet.',
};

/** What became of a cancel. */
export function cancelSentence({ cancellation }: Pick<JobSummary, 'cancellation'>): string | null {
  if (!cancellation) return null;
  const reason = cancellation.reason ? ` Reason: ${cancellation.reason}` : '';
  return `${OUTCOMES[cancellation.outcome] ?? ''}${reason}`;
}
