import { backoffMs, pause } from '../backoff.ts';
import type { FeedEvent, Job, JobEvent, JobFilter, JobPage, JobSummary } from '../contract.ts';
import { isPassing, networkError, PressroomError } from '../http/errors.ts';
import type { FeedHub } from '../live/feed-hub.ts';
import type { FeedFilter } from '../live/scope.ts';
import { applyToList, joinPages, putIn } from './list-changes.ts';

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
  /** Calls back after each change of `state`, with the events that made it, if events did. @returns how to stop. */
  subscribe(listener: (events: readonly JobEvent[]) => void): () => void;
  /** Adds the next page of older jobs. */
  loadMore(): Promise<void>;
  /** Reads the list again, as after an error. */
  refresh(): void;
  /** Takes in what the service has answered about a job. */
  take(job: Job): void;
  /** Leaves out a job that was deleted. */
  drop(jobId: string): void;
}

export interface JobListOptions {
  hub: FeedHub;
  filter: JobFilter;
  /** A page of the list; without a token the first. */
  read: (pageToken: string | undefined, signal: AbortSignal) => Promise<JobPage>;
  /** Between two reads for jobs that are new to the list, in milliseconds. */
  refreshMs: number;
  lingerMs: number;
  /** Called when nobody has listened for a while. */
  onIdle: () => void;
}

interface Watching extends JobListOptions {
  state: JobListState;
  /** How many pages are shown: a list that may have missed events is read again to there. */
  pages: number;
  pageToken: string | undefined;
  listeners: Set<(events: readonly JobEvent[]) => void>;
  stopped: AbortController;
  unsubscribe: () => void;
  /** Events that are to be shown together. */
  pending: FeedEvent[];
  flushTimer?: ReturnType<typeof setTimeout>;
  refreshTimer?: ReturnType<typeof setTimeout>;
  refreshedAt: number;
}

export const EMPTY_LIST: JobListState = { jobs: [], isLoaded: false, hasMore: false, error: null };
/** Events that come within this time make one change: a list is drawn some thirty times a second at most. */
const FLUSH_MS = 30;

export function createJobListStore(options: JobListOptions): JobListStore {
  const list: Watching = {
    ...options,
    ...{ state: EMPTY_LIST, pages: 1, pageToken: undefined, pending: [], listeners: new Set() },
    ...{ stopped: new AbortController(), unsubscribe: () => {}, refreshedAt: 0 },
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
    refresh: () => void refresh(list, list.pages),
    take: (job) => take(list, job),
    drop: (jobId) => change(list, { jobs: list.state.jobs.filter(({ id }) => id !== jobId) }),
  };
}

function start(list: Watching): void {
  list.stopped = new AbortController();
  list.unsubscribe = list.hub.subscribe(
    { filter: feedFilter(list.filter) },
    { onEvent: (event) => takeEvent(list, event), onSync: () => void refresh(list, list.pages) },
  );
  void refresh(list, list.pages);
}

function stop(list: Watching): void {
  list.stopped.abort();
  list.unsubscribe();
  clearTimeout(list.refreshTimer);
  clearTimeout(list.flushTimer);
  list.refreshTimer = undefined;
  list.flushTimer = undefined;
  list.pending = [];
}

function feedFilter({ userId, sessionId, type }: JobFilter): FeedFilter {
  return { ...(userId && { userId }), ...(sessionId && { sessionId }), ...(type && { type }) };
}

function change(list: Watching, change: Partial<JobListState>, events: readonly JobEvent[] = []): void {
  list.state = { ...list.state, ...change };
  [...list.listeners].forEach((listener) => listener(events));
}

/** Reads the newest pages. What passes by itself is tried again for as long as anybody listens. */
async function refresh(list: Watching, pages: number): Promise<void> {
  const { signal } = list.stopped;
  list.refreshedAt = Date.now();
  for (let failures = 1; !signal.aborted; failures += 1) {
    try {
      const read = await readPages(list, pages, signal);
      if (!signal.aborted) takePages(list, read, pages);
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

async function readPages({ read }: Watching, pages: number, signal: AbortSignal): Promise<JobPage> {
  let page = await read(undefined, signal);
  const items = [...page.items];
  for (let count = 1; count < pages && page.nextPageToken !== undefined; count += 1) {
    page = await read(page.nextPageToken, signal);
    items.push(...page.items);
  }
  return { items, nextPageToken: page.nextPageToken };
}

function takePages(list: Watching, page: JobPage, pages: number): void {
  if (pages >= list.pages) list.pageToken = page.nextPageToken;
  const jobs = joinPages(list.state.jobs, page);
  change(list, { jobs, isLoaded: true, hasMore: list.pageToken !== undefined, error: null });
}

async function loadMore(list: Watching): Promise<void> {
  const { pageToken } = list;
  if (pageToken === undefined) return;
  try {
    const page = await list.read(pageToken, list.stopped.signal);
    if (list.pageToken !== pageToken) return; // asked for twice
    list.pageToken = page.nextPageToken;
    list.pages += 1;
    const known = new Set(list.state.jobs.map(({ id }) => id));
    const added = page.items.filter(({ id }) => !known.has(id));
    change(list, { jobs: [...list.state.jobs, ...added], hasMore: page.nextPageToken !== undefined, error: null });
  } catch (error) {
    if (list.stopped.signal.aborted) return;
    change(list, { error: error instanceof PressroomError ? error : networkError(error) });
  }
}

function takeEvent(list: Watching, event: FeedEvent): void {
  list.pending.push(event);
  list.flushTimer ??= setTimeout(() => flush(list), FLUSH_MS);
}

function flush(list: Watching): void {
  const events = list.pending;
  list.pending = [];
  list.flushTimer = undefined;
  const { jobs, applied, isBehind } = applyToList(list.state.jobs, events, list.filter);
  if (applied.length > 0) change(list, { jobs }, applied);
  if (isBehind) refreshSoon(list);
}

function take(list: Watching, job: Job): void {
  const jobs = putIn(list.state.jobs, job, list.filter);
  if (jobs) change(list, { jobs });
  else if (list.state.isLoaded) refreshSoon(list);
}

/** However many jobs are new, the list is read at most once in a while. */
function refreshSoon(list: Watching): void {
  if (list.listeners.size === 0) return;
  list.refreshTimer ??= setTimeout(
    () => {
      list.refreshTimer = undefined;
      void refresh(list, 1);
    },
    Math.max(0, list.refreshedAt + list.refreshMs - Date.now()),
  );
}
