import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { JobListState, JobListStore, JobFilter, JobState, JobStore, JobUpdate } from '../../client/index.ts';
import { useClient } from './session.tsx';

/** A list that stays up to date while the page is looked at. */
export function useJobList(filter: JobFilter): JobListState & Pick<JobListStore, 'loadMore' | 'refresh'> {
  const client = useClient();
  const key = JSON.stringify(filter);
  const store = useMemo(() => client.listStore(JSON.parse(key) as JobFilter), [client, key]);
  const state = useWhileSeen(store);
  const loadMore = useCallback(() => store.loadMore(), [store]);
  return { ...state, loadMore, refresh: () => store.refresh() };
}

/**
 * A job that stays up to date while the page is looked at.
 *
 * @param onUpdate hears of each event; must be the same function for as long as the job is the same
 */
export function useJob(jobId: string, onUpdate: (update: JobUpdate) => void): JobState & Pick<JobStore, 'refresh'> {
  const client = useClient();
  const store = useMemo(() => client.jobStore(jobId), [client, jobId]);
  const told = useMemo(() => telling(store, onUpdate), [store, onUpdate]);
  const state = useWhileSeen(told);
  return { ...state, refresh: () => store.refresh() };
}

/** The same store, of whose updates somebody else hears too. */
function telling(store: JobStore, onUpdate: (update: JobUpdate) => void): Store<JobState> {
  return {
    get state() {
      return store.state;
    },
    subscribe: (listener) =>
      store.subscribe((update) => {
        if (update) onUpdate(update);
        listener();
      }),
  };
}

interface Store<State> {
  readonly state: State;
  subscribe(listener: () => void): () => void;
}

/** A page that nobody sees needs no stream: it is let go, and taken up again with what happened meanwhile. */
function useWhileSeen<State>(store: Store<State>): State {
  const subscribe = useCallback(
    (listener: () => void) => {
      let stop = document.hidden ? null : store.subscribe(listener);
      const onSeen = (): void => {
        if (document.hidden) {
          stop?.();
          stop = null;
        } else stop ??= store.subscribe(listener);
      };
      document.addEventListener('visibilitychange', onSeen);
      return () => {
        document.removeEventListener('visibilitychange', onSeen);
        stop?.();
      };
    },
    [store],
  );
  return useSyncExternalStore(subscribe, () => store.state);
}

/** An answer that is asked for again and again while the page is looked at. */
export interface Polled<T> {
  value: T | null;
  error: unknown;
  again: () => void;
}

/** @param ask must be the same function as long as it asks for the same */
export function usePolled<T>(ask: (signal: AbortSignal) => Promise<T>, everyMs: number): Polled<T> {
  const [answer, setAnswer] = useState<{ value: T | null; error: unknown }>({ value: null, error: null });
  const [round, setRound] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const run = async (): Promise<void> => {
      if (!document.hidden) {
        await ask(stop.signal).then(
          (value) => stop.signal.aborted || setAnswer({ value, error: null }),
          (error: unknown) => stop.signal.aborted || setAnswer((old) => ({ ...old, error })),
        );
      }
      if (!stop.signal.aborted) timer = setTimeout(() => void run(), everyMs);
    };
    void run();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [ask, everyMs, round]);
  return { ...answer, again: useCallback(() => setRound((old) => old + 1), []) };
}
