import type { JobStatusName, JobSummary, Waiting } from '../../client/index.ts';
import { clockTime, duration } from './format.ts';

/** All wording of the components in one place. */

const STATUS: Record<JobStatusName, string> = {
  scheduled: 'Scheduled',
  queued: 'Waiting',
  running: 'Working',
  retrying: 'Trying again',
  cancelling: 'Cancelling',
  completed: 'Done',
  failed: 'Failed',
  cancelled: 'Cancelled',
  expired: 'Not started in time',
};

const TYPES: Record<string, string> = {
  spreadsheet: 'Spreadsheet',
  document: 'Word document',
  pdf: 'PDF',
  presentation: 'Presentation',
  data_export: 'Data export',
  bulk_import: 'Import',
};

/** A status that is younger than this page shows as it is called. */
export function statusWord(status: string): string {
  return STATUS[status as JobStatusName] ?? readable(status);
}

/** A type that this page does not know shows as it is called. */
export function typeWord(type: string): string {
  return TYPES[type] ?? readable(type);
}

export function titleOf({ title, type }: Pick<JobSummary, 'title' | 'type'>): string {
  return title ?? typeWord(type);
}

/** What is going on, in a few words: a stage, or why nothing goes on yet. */
export function stageWords({ status, progress, waiting, attempt, maxAttempts }: JobSummary, now: number): string {
  if (status === 'running') return progress.message ?? (progress.stage ? readable(progress.stage) : 'Starting');
  if (status === 'cancelling') return 'Asking the worker to stop';
  if (waiting) return waitingWords(waiting, now);
  if (status === 'retrying') return `Attempt ${attempt + 1} of ${maxAttempts} follows`;
  return statusWord(status);
}

function waitingWords({ reason, dueAt, position, estimatedStartAt }: Waiting, now: number): string {
  switch (reason) {
    case 'scheduled':
      return dueAt ? `Starts at ${clockTime(dueAt)}` : 'Starts later';
    case 'backoff':
      return dueAt && Date.parse(dueAt) > now
        ? `Next attempt in ${duration(Date.parse(dueAt) - now)}`
        : 'Next attempt now';
    case 'no-worker':
      return 'No worker for this kind of job is running. It starts when one is.';
    case 'paused':
      return 'The queue is paused. It starts when it goes on.';
    case 'concurrency':
      return 'Others of its kind are running. It starts when one of them is done.';
    default:
      return inLine(position, estimatedStartAt, now);
  }
}

function inLine(position: number | null, estimatedStartAt: string | null, now: number): string {
  const place = position === null ? 'In line' : position === 1 ? 'Next in line' : `Number ${position} in line`;
  const left = estimatedStartAt ? Date.parse(estimatedStartAt) - now : 0;
  return left > 1_000 ? `${place}, about ${duration(left)}` : place;
}

/** What happened to a finished job, in a sentence, for those who hear it. */
export function announcement(job: JobSummary): string {
  const title = titleOf(job);
  switch (job.status) {
    case 'completed':
      return `${title} is done.`;
    case 'failed':
    case 'expired':
      return `${title} failed. ${job.error?.detail ?? ''}`.trim();
    case 'cancelled':
      return `${title} was cancelled.`;
    case 'running':
      return `${title} is being worked on.`;
    case 'retrying':
      return `${title} is being tried again.`;
    default:
      return `${title}: ${statusWord(job.status).toLowerCase()}.`;
  }
}

export function cancelledWords({ cancellation }: JobSummary): string {
  const why = cancellation?.reason ? ` Reason: ${cancellation.reason}` : '';
  if (cancellation?.outcome === 'before-start') return `It was cancelled before it began.${why}`;
  if (cancellation?.outcome === 'abandoned') return `The worker did not answer and was cut off.${why}`;
  return `It was stopped while it was running.${why}`;
}

/** `writing-rows` as `Writing rows`. */
function readable(word: string): string {
  const text = word.replaceAll(/[_-]+/g, ' ').trim();
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}
