import { backoffMs, pause } from '../backoff.ts';
import type { FeedEvent, JobEvent, JobFilter, JobPage, JobSummary } from '../contract.ts';
import { isPassing, networkError, PressroomError } from '../http/errors.ts';
import type { FeedHub } from '../live/feed-hub.ts';
import type { FeedFilter } from '../live/scope.ts';
import { applyEvent } from './apply-event.ts';

/** What is known of a list of jobs, newest first. */
export interface JobListState {
  readonly jobs: readonly JobSummary[];
  /** False until the list was read once. */
  readonly isLoaded: boolean;
  /** Whether there are older ones, to be had by `loadMore`. */
  readonly hasMore: boolean;
  readonly error: PressroomError | null;
}

/** A list of jobs that is kept up to date for as long as anybody listens. */
export interface JobListStore {
  readonly state: JobListState;
  /** Calls back after each change of `state`, with the event that made it, if one did. @returns how to stop. */
  subscribe(listener: (event: JobEvent | null) => void): () => void;
  /** Adds the next page of older jobs. */
  loadMore(): Promise<void>;
  /** Reads the list again, as after an error. */
  refresh(): void;
}

export interface JobListOptions {
  hub: FeedHub;
  filter: JobFilter;
  /** A page of the list; without a token the first. */
  read: (pageToken: string | undefined, signal: AbortSignal) => Promise<JobPage>;
  /** Between two reads for jobs that are new to the list, in milliseconds. */
  refreshMs: number;
  lingerMs: number;
  onIdle: () => void;
}

interface Watching extends JobListOptions {
  state: JobListState;
  pageToken: string | undefined;
  listeners: Set<(event: JobEvent | null) => void>;
  stopped: AbortController;
  unsubscribe: () => void;
  refreshTimer?: ReturnType<typeof setTimeout>;
  refreshedAt: number;
}

export const EMPTY_LIST: JobListState = { jobs: [], isLoaded: false, hasMore: false, error: null };

export function createJobListStore(options: JobListOptions): JobListStore {
  const list: Watching = {
    ...options,
    ...{ state: EMPTY_LIST, pageToken: undefined, listeners: new Set(), stopped: new AbortController() },
    ...{ unsubscribe: () => {}, refreshedAt: 0 },
  };
  let isStarted = false;
  let linger: ReturnType<typeof setTimeout> | undefined;
  return {
    get state() {
      return list.state;
    },
    subscribe(listener) {
      clearTimeout(linger);
      list.listeners.add(listener);
      if (!isStarted) start(list);
      isStarted = true;
      return () => {
        list.listeners.delete(listener);
        if (list.listeners.size > 0) return;
        clearTimeout(linger);
        linger = setTimeout(() => {
          isStarted = false;
          stop(list);
          options.onIdle();
        }, options.lingerMs);
      };
    },
    loadMore: () => loadMore(list),
    refresh: () => void refresh(list),
  };
}

function start(list: Watching): void {
  list.stopped = new AbortController();
  list.unsubscribe = list.hub.subscribe(
    { filter: feedFilter(list.filter) },
    { onEvent: (event) => takeEvent(list, event), onSync: () => void refresh(list) },
  );
  void refresh(list);
}

function stop(list: Watching): void {
  list.stopped.abort();
  list.unsubscribe();
  clearTimeout(list.refreshTimer);
  list.refreshTimer = undefined;
}

function feedFilter({ userId, sessionId, type }: JobFilter): FeedFilter {
  return { ...(userId && { userId }), ...(sessionId && { sessionId }), ...(type && { type }) };
}

function change(list: Watching, change: Partial<JobListState>, event: JobEvent | null = null): void {
  list.state = { ...list.state, ...change };
  [...list.listeners].forEach((listener) => listener(event));
}

/** Reads the newest jobs. What passes by itself is tried again for as long as anybody listens. */
async function refresh(list: Watching): Promise<void> {
  const { signal } = list.stopped;
  list.refreshedAt = Date.now();
  for (let failures = 1; !signal.aborted; failures += 1) {
    try {
      const page = await list.read(undefined, signal);
      if (!signal.aborted) takePage(list, page);
      return;
    } catch (error) {
      if (signal.aborted) return;
      const known = error instanceof PressroomError ? error : networkError(error);
      change(list, { error: known });
      if (!isPassing(known)) return;
      await pause((known.retryAfterSeconds ?? 0) * 1000 + backoffMs(failures), signal);
    }
  }
}

/** The page holds for the span of time it covers; what is older than that was loaded by hand, and stays. */
function takePage(list: Watching, page: JobPage): void {
  const known = new Map(list.state.jobs.map((job) => [job.id, job]));
  const newest = page.items.map((job) => newerOf(job, known.get(job.id)));
  const last = page.items.at(-1);
  const isAll = page.nextPageToken === undefined || last === undefined;
  const older = isAll ? [] : list.state.jobs.filter(({ id }) => id < last.id);
  if (older.length === 0) list.pageToken = page.nextPageToken;
  change(list, {
    jobs: [...newest, ...older],
    isLoaded: true,
    hasMore: list.pageToken !== undefined && !isAll,
    error: null,
  });
}

/** An answer may be older than what was told since it was asked for. */
function newerOf(read: JobSummary, known: JobSummary | undefined): JobSummary {
  return known && known.lastSeq > read.lastSeq ? known : read;
}

async function loadMore(list: Watching): Promise<void> {
  const { pageToken } = list;
  if (pageToken === undefined) return;
  try {
    const page = await list.read(pageToken, list.stopped.signal);
    if (list.pageToken !== pageToken) return; // asked for twice
    list.pageToken = page.nextPageToken;
    const known = new Set(list.state.jobs.map(({ id }) => id));
    const added = page.items.filter(({ id }) => !known.has(id));
    change(list, { jobs: [...list.state.jobs, ...added], hasMore: page.nextPageToken !== undefined, error: null });
  } catch (error) {
    if (list.stopped.signal.aborted) return;
    change(list, { error: error instanceof PressroomError ? error : networkError(error) });
  }
}

function takeEvent(list: Watching, event: FeedEvent): void {
  const known = list.state.jobs.find(({ id }) => id === event.jobId);
  const isTurn = event.type === 'status' || event.type.startsWith('job-');
  if (known && event.seq === known.lastSeq + 1) {
    const next = applyEvent(known, event);
    const jobs = list.state.jobs.flatMap((job) => (job !== known ? [job] : fits(list.filter, next) ? [next] : []));
    change(list, { jobs }, event);
    if (event.type.startsWith('job-')) refreshSoon(list); // for what the event does not tell
  } else if (known ? event.seq > known.lastSeq : isTurn) refreshSoon(list);
}

function fits({ status }: JobFilter, job: JobSummary): boolean {
  return status === undefined || status.includes(job.status);
}

/** However many jobs are new, the list is read at most once in a while. */
function refreshSoon(list: Watching): void {
  list.refreshTimer ??= setTimeout(
    () => {
      list.refreshTimer = undefined;
      void refresh(list);
    },
    Math.max(0, list.refreshedAt + list.refreshMs - Date.now()),
  );
}
