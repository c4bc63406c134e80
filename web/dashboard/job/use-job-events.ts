import { useCallback, useEffect, useRef, useState } from 'react';
import type { JobEvent, JobUpdate } from '../../client/index.ts';
import { useClient } from '../data/session.tsx';
import { createEventReader } from './event-reader.ts';

const PAGE_SIZE = 500;

/** A job's events, and what is to be told of each update of the job. */
export function useJobEvents(jobId: string): [readonly JobEvent[], (update: JobUpdate) => void] {
  const client = useClient();
  const [events, setEvents] = useState<readonly JobEvent[]>([]);
  const tell = useRef<(update: JobUpdate) => void>(() => {});
  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    const read = (after: number) =>
      client.call('streamJobEvents', { path: { jobId }, query: { after, pageSize: PAGE_SIZE }, signal });
    tell.current = createEventReader({ read, show: setEvents, signal });
    return () => stop.abort();
  }, [client, jobId]);
  return [events, useCallback((update) => tell.current(update), [])];
}
