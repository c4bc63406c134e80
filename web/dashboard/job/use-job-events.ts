import { useCallback, useEffect, useRef, useState } from 'react';
import type { JobEvent, JobUpdate } from '../../client/index.ts';
import { useClient } from '../data/session.tsx';

/** Events kept for the page; the API has all of them. */
const MOST = 2_000;
const PAGE_SIZE = 500;

/**
 * What happened to a job so far and from now on, each event once and in order.
 *
 * @returns the events, and what is to be told of each update of the job
 */
export function useJobEvents(jobId: string): [readonly JobEvent[], (update: JobUpdate) => void] {
  const client = useClient();
  const [events, setEvents] = useState<readonly JobEvent[]>([]);
  const reading = useRef<Promise<void> | null>(null);
  const known = useRef(0);

  const add = useCallback((more: readonly JobEvent[]) => {
    const fresh = more.filter(({ seq }) => seq > known.current);
    if (fresh.length === 0) return;
    known.current = fresh.at(-1)?.seq ?? known.current;
    setEvents((old) => [...old, ...fresh].slice(-MOST));
  }, []);
  const readOn = useCallback(
    async (signal: AbortSignal) => {
      for (;;) {
        const query = { after: known.current, pageSize: PAGE_SIZE };
        const page = await client.call('streamJobEvents', { path: { jobId }, query, signal });
        add(page.items);
        if (!page.hasMore) return;
      }
    },
    [client, jobId, add],
  );
  const catchUp = useCallback(
    (signal: AbortSignal) => {
      reading.current ??= readOn(signal)
        .catch(() => {}) // the job itself tells what is wrong
        .finally(() => (reading.current = null));
    },
    [readOn],
  );
  const stop = useRef(new AbortController());
  useEffect(() => {
    stop.current = new AbortController();
    catchUp(stop.current.signal);
    return () => {
      stop.current.abort();
      reading.current = null;
    };
  }, [catchUp]);

  const onUpdate = useCallback(
    (update: JobUpdate) => {
      if (update.kind === 'event' && update.event.seq === known.current + 1) add([update.event]);
      else if (update.job.lastSeq > known.current) catchUp(stop.current.signal);
    },
    [add, catchUp],
  );
  return [events, onUpdate];
}
