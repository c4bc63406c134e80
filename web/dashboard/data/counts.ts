import { useCallback } from 'react';
import { useClient } from './session.tsx';
import { usePolled } from './use-store.ts';

const EVERY_MS = 3_000;

/** How many jobs there are in each status; null until that is known. The service keeps the counts: asking costs little. */
export function useCounts(): Readonly<Record<string, number>> | null {
  const client = useClient();
  const ask = useCallback((signal: AbortSignal) => client.call('getStats', { signal }), [client]);
  const { value } = usePolled(ask, EVERY_MS);
  return value?.total ?? null;
}
