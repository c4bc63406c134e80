import { useCallback, useMemo, useSyncExternalStore } from 'react';
import type { JobFilter, JobListState, JobListStore, JobSummary, PressroomError } from '../client/index.ts';
import { usePressroom } from './context.tsx';

export interface Jobs {
  /** Newest first. */
  readonly jobs: readonly JobSummary[];
  /** True until the list was read once. */
  readonly isLoading: boolean;
  readonly error: PressroomError | null;
  readonly hasMore: boolean;
  /** Adds the next page of older jobs. */
  loadMore(): Promise<void>;
  refresh(): void;
}

/** A list of jobs, live. A filter that means the same as another one shares its list. */
export function useJobs(filter: JobFilter = {}): Jobs {
  const client = usePressroom();
  const key = JSON.stringify(filter);
  const store = useMemo(() => client.listStore(JSON.parse(key) as JobFilter), [client, key]);
  return useList(store);
}

/** "I came back": what is going on in a session, and what finished in the last five minutes, live. */
export function useResume(sessionId: string): Jobs {
  const client = usePressroom();
  const store = useMemo(() => client.activeStore({ sessionId }), [client, sessionId]);
  return useList(store);
}

const NOTHING: JobListState = { jobs: [], isLoaded: false, hasMore: false, error: null };

function useList(store: JobListStore): Jobs {
  const { jobs, isLoaded, hasMore, error } = useSyncExternalStore(
    useCallback((listener: () => void) => store.subscribe(listener), [store]),
    () => store.state,
    () => NOTHING,
  );
  return {
    jobs,
    isLoading: !isLoaded && error === null,
    error,
    hasMore,
    loadMore: store.loadMore,
    refresh: store.refresh,
  };
}
