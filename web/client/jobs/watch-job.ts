import type { Job } from '../contract.ts';
import type { PressroomError } from '../http/errors.ts';
import type { Http } from '../http/http.ts';
import { readEvents, type JobStore, type JobUpdate } from './job-store.ts';
import { createQueue } from './queue.ts';
import { isFinished } from './status.ts';

export interface WatchOptions {
  /** Ends the watch, quietly. */
  signal?: AbortSignal;
  /** Tells the events after this `seq` too; 0: all of them. Left out: what happens from now on. */
  after?: number;
}

/**
 * A job as it goes on: a snapshot first, then each event once and in order. It ends after the job's last event.
 * Another snapshot comes when something changed without an event, such as the place in line.
 *
 * @throws PressroomError when there is no more to know: deleted, not yours, signed out.
 */
export async function* watchJob(
  http: Http,
  store: JobStore,
  jobId: string,
  { signal, after }: WatchOptions,
): AsyncGenerator<JobUpdate, void, undefined> {
  const queue = createQueue<JobUpdate | PressroomError>(signal);
  const unsubscribe = store.subscribe((update) => {
    const told = update ?? store.state.error;
    if (told) queue.push(told);
  });
  const { job, error } = store.state;
  if (error) queue.push(error);
  else if (job) queue.push({ kind: 'snapshot', job });
  let seen: number | null = null;
  try {
    for await (const update of queue) {
      if (update instanceof Error) throw update;
      const isFirst: boolean = seen === null;
      if (isFirst) yield { kind: 'snapshot', job: update.job };
      const from: number = seen ?? after ?? update.job.lastSeq;
      yield* newsOf(http, jobId, update, from, isFirst, signal);
      seen = Math.max(from, update.job.lastSeq);
      if (isFinished(update.job)) return;
    }
  } finally {
    unsubscribe();
  }
}

/** What an update tells beyond a seq; what it leaves out is read from the service. */
async function* newsOf(
  http: Http,
  jobId: string,
  update: JobUpdate,
  seen: number,
  isFirst: boolean,
  signal: AbortSignal | undefined,
): AsyncGenerator<JobUpdate, void, undefined> {
  const { job } = update;
  const isNext = update.kind === 'event' && update.event.seq === seen + 1 && job.lastSeq === update.event.seq;
  if (isNext) yield update;
  else if (job.lastSeq > seen) yield* replay(http, jobId, seen, job, signal);
  else if (update.kind === 'snapshot' && job.lastSeq === seen && !isFirst) yield update;
}

/** The events of a job after a seq, up to the last one of the job as it is given. */
async function* replay(
  http: Http,
  jobId: string,
  after: number,
  job: Job,
  signal: AbortSignal | undefined,
): AsyncGenerator<JobUpdate, void, undefined> {
  for (let last = after; last < job.lastSeq;) {
    const page = await readEvents(http, jobId, last, signal);
    const events = page?.items.filter(({ seq }) => seq <= job.lastSeq) ?? [];
    if (events.length === 0) return;
    for (const event of events) yield { kind: 'event', event, job };
    last = events.at(-1)?.seq ?? job.lastSeq;
  }
}
