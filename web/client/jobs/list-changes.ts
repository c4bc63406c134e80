import type { FeedEvent, Job, JobFilter, JobPage, JobSummary } from '../contract.ts';
import { applyEvent } from './apply-event.ts';

/** How a list of jobs, newest first, changes: by events, by what is read, by what is answered. Nothing here waits. */

interface Applied {
  jobs: readonly JobSummary[];
  /** The events that changed something. */
  applied: readonly FeedEvent[];
  /** Whether the list does not have all that the events tell of, and is to be read. */
  isBehind: boolean;
}

/** The list after events. A job that no longer passes the filter goes. */
export function applyToList(jobs: readonly JobSummary[], events: readonly FeedEvent[], filter: JobFilter): Applied {
  const touched = new Set(events.map(({ jobId }) => jobId));
  const known = new Map(jobs.filter(({ id }) => touched.has(id)).map((job) => [job.id, job]));
  const applied: FeedEvent[] = [];
  let isBehind = false;
  for (const event of events) {
    const job = known.get(event.jobId);
    if (job && event.seq === job.lastSeq + 1) {
      known.set(job.id, applyEvent(job, event));
      applied.push(event);
      isBehind ||= isTurn(event) && event.type !== 'status'; // what is kept of an ended job is not all in its event
    } else isBehind ||= job ? event.seq > job.lastSeq : isTurn(event);
  }
  if (applied.length === 0) return { jobs, applied, isBehind };
  return { jobs: jobs.map((job) => known.get(job.id) ?? job).filter((job) => fits(filter, job)), applied, isBehind };
}

/** A read of the newest jobs holds for the span of time it covers; what is older was loaded by hand, and stays. */
export function joinPages(jobs: readonly JobSummary[], page: JobPage): readonly JobSummary[] {
  const known = new Map(jobs.map((job) => [job.id, job]));
  const newest = page.items.map((job) => newerOf(job, known.get(job.id)));
  const last = page.items.at(-1);
  const older = last === undefined || page.nextPageToken === undefined ? [] : jobs.filter(({ id }) => id < last.id);
  return [...newest, ...older];
}

/** The list with a job that was answered; null when it is new to the list, whose place in it only the service knows. */
export function putIn(jobs: readonly JobSummary[], answered: Job, filter: JobFilter): readonly JobSummary[] | null {
  const { input: _input, result: _result, ...job } = answered;
  if (!jobs.some(({ id }) => id === job.id)) return null;
  return jobs.map((one) => (one.id === job.id ? newerOf(job, one) : one)).filter((one) => fits(filter, one));
}

/** An answer may be older than what was told since it was asked for. */
function newerOf(read: JobSummary, known: JobSummary | undefined): JobSummary {
  return known && known.lastSeq > read.lastSeq ? known : read;
}

function isTurn({ type }: FeedEvent): boolean {
  return type === 'status' || type.startsWith('job-');
}

function fits({ status }: JobFilter, job: JobSummary): boolean {
  return status === undefined || status.includes(job.status);
}
