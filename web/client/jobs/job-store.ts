import { backoffMs, pause } from '../backoff.ts';
import type { EventPage, Job, JobEvent } from '../contract.ts';
import { isPassing, networkError, PressroomError } from '../http/errors.ts';
import type { Http } from '../http/http.ts';
import type { FeedHub } from '../live/feed-hub.ts';
import { applyEvent } from './apply-event.ts';
import { isFinished } from './status.ts';

/** One thing that is told of a watched job: how it is, or what happened, each event once and in order. */
export type JobUpdate =
  | { readonly kind: 'snapshot'; readonly job: Job }
  | { readonly kind: 'event'; readonly event: JobEvent; readonly job: Job };

/** What is known of a watched job. */
export interface JobState {
  /** Null until it was read. */
  readonly job: Job | null;
  /** Why there is no more to know: deleted, not yours, signed out. What passes by itself is not told here. */
  readonly error: PressroomError | null;
  /** What keeps news away at this moment; it is tried again by itself. */
  readonly trouble: PressroomError | null;
}

/** A job that is watched for as long as anybody listens. */
export interface JobStore {
  readonly state: JobState;
  /** Calls back after each change of `state`; with the update, if it was one. @returns how to stop. */
  subscribe(listener: (update: JobUpdate | null) => void): () => void;
  /** Takes in what the service has answered about this job. */
  take(job: Job): void;
  /** Reads the job again, as after an error. */
  refresh(): void;
}

export interface JobStoreOptions {
  http: Http;
  hub: FeedHub;
  jobId: string;
  /** How long a job that waits is believed to wait at the same place, in milliseconds. */
  waitingMs: number;
  lingerMs: number;
  /** Called when nobody has listened for a while. */
  onIdle: () => void;
}

interface Watching extends JobStoreOptions {
  state: JobState;
  listeners: Set<(update: JobUpdate | null) => void>;
  stopped: AbortController;
  /** Runs one after the other: reads of the job must not overtake each other. */
  work: Promise<void>;
  unsubscribe: () => void;
  waitingTimer?: ReturnType<typeof setTimeout>;
}

export const UNKNOWN: JobState = { job: null, error: null, trouble: null };

export function createJobStore(options: JobStoreOptions): JobStore {
  const watching: Watching = {
    ...options,
    ...{ state: UNKNOWN, listeners: new Set(), stopped: new AbortController(), work: Promise.resolve() },
    unsubscribe: () => {},
  };
  let isStarted = false;
  let linger: ReturnType<typeof setTimeout> | undefined;
  return {
    get state() {
      return watching.state;
    },
    subscribe(listener) {
      clearTimeout(linger);
      watching.listeners.add(listener);
      if (!isStarted) start(watching);
      isStarted = true;
      return () => {
        watching.listeners.delete(listener);
        if (watching.listeners.size > 0) return;
        clearTimeout(linger);
        linger = setTimeout(() => {
          isStarted = false;
          stop(watching);
          options.onIdle();
        }, options.lingerMs);
      };
    },
    take: (job) => takeSnapshot(watching, job),
    refresh() {
      stop(watching);
      if (watching.listeners.size > 0) start(watching, true);
    },
  };
}

/** @param isAnew whether a job that is finished is read again too: it may have been deleted. */
function start(watching: Watching, isAnew = false): void {
  const { hub, jobId } = watching;
  watching.stopped = new AbortController();
  const { error, trouble } = watching.state;
  if (error ?? trouble) change(watching, { ...watching.state, error: null, trouble: null }, null);
  if (watching.state.job && isFinished(watching.state.job)) {
    if (isAnew) void inTurn(watching, () => load(watching));
    return;
  }
  const stopListening = hub.onConnection(() => {
    const { state, error } = hub.connection;
    // No news will come: whoever waits for some is told why, after what is known.
    if (state === 'failed' && error) {
      void inTurn(watching, async () => change(watching, { ...watching.state, error }, null));
    }
  });
  const unsubscribe = hub.subscribe(
    { jobId },
    {
      onEvent: (event) => void inTurn(watching, async () => takeEvent(watching, event)),
      onSync: () => void inTurn(watching, () => catchUp(watching)),
    },
  );
  watching.unsubscribe = () => {
    stopListening();
    unsubscribe();
  };
  void inTurn(watching, () => load(watching));
}

function stop(watching: Watching): void {
  watching.stopped.abort();
  watching.unsubscribe();
  clearTimeout(watching.waitingTimer);
}

function change(watching: Watching, state: JobState, update: JobUpdate | null): void {
  watching.state = state;
  if (state.error || (state.job && isFinished(state.job))) {
    watching.unsubscribe();
    clearTimeout(watching.waitingTimer);
  } else scheduleLook(watching);
  [...watching.listeners].forEach((listener) => listener(update));
}

/** What passes by itself is tried again for as long as anybody listens; the connection tells of it meanwhile. */
async function inTurn(watching: Watching, work: () => Promise<void>): Promise<void> {
  const { signal } = watching.stopped;
  const turn = watching.work.then(async () => {
    for (let failures = 1; !signal.aborted && !watching.state.error; failures += 1) {
      try {
        await work();
        if (watching.state.trouble) change(watching, { ...watching.state, trouble: null }, null);
        return;
      } catch (error) {
        if (signal.aborted) return;
        const known = error instanceof PressroomError ? error : networkError(error);
        if (!isPassing(known)) return change(watching, { ...watching.state, error: known }, null);
        change(watching, { ...watching.state, trouble: known }, null);
        await pause((known.retryAfterSeconds ?? 0) * 1000 + backoffMs(failures), signal);
      }
    }
  });
  watching.work = turn;
  await turn;
}

async function load(watching: Watching): Promise<void> {
  const { http, jobId, stopped } = watching;
  takeSnapshot(watching, await http.call('getJob', { path: { jobId }, signal: stopped.signal }));
}

/** An answer may be older than what is known by now. */
function takeSnapshot(watching: Watching, job: Job): void {
  const { state } = watching;
  if (state.job && state.job.lastSeq > job.lastSeq) return;
  change(watching, { job, error: null, trouble: null }, { kind: 'snapshot', job });
}

async function takeEvent(watching: Watching, event: JobEvent): Promise<void> {
  const { job } = watching.state;
  if (!job || event.seq <= job.lastSeq) return;
  if (event.seq > job.lastSeq + 1) return catchUp(watching);
  const next = applyEvent(job, event);
  const shown = isFinished(next) ? await readFinished(watching, next) : next;
  change(watching, { job: shown, error: null, trouble: null }, { kind: 'event', event, job: shown });
}

/** The last event comes with the job as it is kept: with its files, its result and until when. */
async function readFinished({ http, jobId, stopped }: Watching, job: Job): Promise<Job> {
  const signal = stopped.signal;
  return http.call('getJob', { path: { jobId }, signal }).catch((error: unknown) => {
    if (signal.aborted) throw error;
    return job;
  });
}

/** Reads the events that came before those that are told live. */
async function catchUp(watching: Watching): Promise<void> {
  const { jobId, http, stopped } = watching;
  for (;;) {
    const { job } = watching.state;
    if (!job) return; // it is about to be loaded
    if (isFinished(job)) return;
    const page = await readEvents(http, jobId, job.lastSeq, stopped.signal);
    if (!page) return load(watching);
    for (const event of page.items) await takeEvent(watching, event);
    if (page.hasMore === false) return;
  }
}

/** A page of a job's events, or null when the service has others than those that are known here. */
export async function readEvents(
  http: Http,
  jobId: string,
  after: number,
  signal?: AbortSignal,
): Promise<EventPage | null> {
  try {
    return await http.call('streamJobEvents', { path: { jobId }, query: { after, pageSize: 500 }, signal });
  } catch (error) {
    const isOther = error instanceof PressroomError && ['cursor-ahead', 'cursor-expired'].includes(error.code);
    if (isOther) return null;
    throw error;
  }
}

/** No event tells that the line in front of a job has become shorter. */
function scheduleLook(watching: Watching): void {
  clearTimeout(watching.waitingTimer);
  if (!watching.state.job?.waiting) return;
  watching.waitingTimer = setTimeout(() => void inTurn(watching, () => load(watching)), watching.waitingMs);
}
