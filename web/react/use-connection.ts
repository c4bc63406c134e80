import { useSyncExternalStore } from 'react';
import type { Connection } from '../client/index.ts';
import { usePressroom } from './context.tsx';

const ON_SERVER: Connection = { state: 'idle', transport: 'sse', error: null, isShared: false };

/** How live events come at this moment: by a stream, by long polls or polls, or not at all. */
export function useConnection(): Connection {
  const client = usePressroom();
  return useSyncExternalStore(
    client.onConnection,
    () => client.connection,
    () => ON_SERVER,
  );
}
