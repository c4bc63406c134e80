import type { Job, JobEvent, JobFilter, JobSummary } from './contract.ts';
import { isPassing, PressroomError } from './http/errors.ts';
import type { Http } from './http/http.ts';
import { createJobListStore, type JobListStore } from './jobs/job-list-store.ts';
import { createJobStore, type JobStore, type JobUpdate } from './jobs/job-store.ts';
import { createQueue } from './jobs/queue.ts';
import { watchJob, type WatchOptions } from './jobs/watch-job.ts';
import type { FeedHub } from './live/feed-hub.ts';
import type { Connection } from './live/signals.ts';
import type { Timings } from './live/timings.ts';

/** A list as it is now, and the events that changed it; none when it was read anew. */
export interface JobsUpdate {
  readonly jobs: readonly JobSummary[];
  readonly events: readonly JobEvent[];
}

/** How jobs are watched. However many there are, they share one connection. */
export interface WatchCalls {
  /** A snapshot first, then each event once and in order; ends after the job's last event, or with the signal. */
  watch(jobId: string, options?: WatchOptions): AsyncGenerator<JobUpdate, void, undefined>;
  /** The jobs that pass a filter, newest first, whenever that list changes; ends with the signal. */
  watchJobs(filter?: JobFilter, options?: { signal?: AbortSignal }): AsyncGenerator<JobsUpdate, void, undefined>;
  /** A watched job, as a value that changes. */
  jobStore(jobId: string): JobStore;
  /** A watched list, as a value that changes. */
  listStore(filter?: JobFilter): JobListStore;
  /** What is going on for a user or session, and what finished in the last five minutes. */
  activeStore(filter?: { userId?: string; sessionId?: string }): JobListStore;
  /** How live events come at this moment. */
  readonly connection: Connection;
  /** Calls back after each change of `connection`. @returns how to stop. */
  onConnection(listener: () => void): () => void;
  /** Takes in a job that the service answered with. */
  take(job: Job): void;
  /** Forgets a job that was deleted. */
  drop(jobId: string): void;
}

/** How long a job that waits is believed to wait at the same place in line. */
const WAITING_MS = 5_000;
/** Between two reads of a list for jobs that are new to it. */
const REFRESH_MS = 1_000;

export function createWatchCalls(http: Http, hub: FeedHub, { lingerMs }: Timings): WatchCalls {
  const jobs = new Map<string, JobStore>();
  const lists = new Map<string, JobListStore>();
  const shared = { http, hub, lingerMs };

  function jobStore(jobId: string): JobStore {
    const open = { ...shared, jobId, waitingMs: WAITING_MS, onIdle: () => jobs.delete(jobId) };
    return stored(jobs, jobId, () => createJobStore(open));
  }
  function openList(key: string, filter: JobFilter, read: ReadList): JobListStore {
    const open = { ...shared, filter, read, refreshMs: REFRESH_MS, onIdle: () => lists.delete(key) };
    return stored(lists, key, () => createJobListStore(open));
  }
  function listStore(filter: JobFilter = {}): JobListStore {
    return openList(`list ${keyOf(filter)}`, filter, (pageToken, signal) =>
      http.call('listJobs', { query: { ...filter, ...(pageToken !== undefined && { pageToken }) }, signal }),
    );
  }
  return {
    jobStore,
    listStore,
    activeStore: (filter = {}) =>
      openList(`active ${keyOf(filter)}`, filter, (_, signal) =>
        http.call('listActiveJobs', { query: filter, signal }),
      ),
    watch: (jobId, options = {}) => watchJob(http, jobStore(jobId), jobId, options),
    watchJobs: (filter, { signal } = {}) => watchList(listStore(filter), signal),
    get connection() {
      return hub.connection;
    },
    onConnection: (listener) => hub.onConnection(listener),
    take(job) {
      jobs.get(job.id)?.take(job);
      lists.forEach((list) => list.take(job));
    },
    drop(jobId) {
      jobs.get(jobId)?.refresh();
      lists.forEach((list) => list.drop(jobId));
    },
  };
}

type ReadList = Parameters<typeof createJobListStore>[0]['read'];

/** The same for all who ask, for as long as anybody listens. */
function stored<T>(stores: Map<string, T>, key: string, create: () => T): T {
  const store = stores.get(key) ?? create();
  stores.set(key, store);
  return store;
}

/** The same for filters that mean the same. */
function keyOf(filter: object): string {
  const given = Object.entries(filter).filter(([, value]) => value !== undefined);
  return JSON.stringify(given.sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function* watchList(
  store: JobListStore,
  signal: AbortSignal | undefined,
): AsyncGenerator<JobsUpdate, void, undefined> {
  const queue = createQueue<JobsUpdate | PressroomError>(signal);
  const tell = (events: readonly JobEvent[]): void => {
    const { jobs, error, isLoaded } = store.state;
    if (error && !isPassing(error)) queue.push(error);
    else if (isLoaded && !error) queue.push({ jobs, events });
  };
  const unsubscribe = store.subscribe(tell);
  try {
    if (store.state.isLoaded) tell([]);
    for await (const update of queue) {
      if (update instanceof PressroomError) throw update;
      yield update;
    }
  } finally {
    unsubscribe();
  }
}
