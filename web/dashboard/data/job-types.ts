import { useEffect, useState } from 'react';
import type { JobTypeInfo, PressroomClient } from '../../client/index.ts';
import { useClient } from './session.tsx';

/** They change with the service's version only: read once a page. */
const known = new WeakMap<PressroomClient, Promise<JobTypeInfo[]>>();

/** All types of jobs; none until they are known, or while they cannot be had. */
export interface JobTypes {
  types: readonly JobTypeInfo[];
  error: unknown;
  again: () => void;
}

export function useJobTypes(): JobTypes {
  const client = useClient();
  const [types, setTypes] = useState<readonly JobTypeInfo[]>([]);
  const [error, setError] = useState<unknown>(null);
  const [round, setRound] = useState(0);
  useEffect(() => {
    let isStale = false;
    typesOf(client).then(
      (found) => isStale || setTypes(found),
      (cause: unknown) => {
        known.delete(client);
        if (!isStale) setError(cause);
      },
    );
    return () => void (isStale = true);
  }, [client, round]);
  const again = (): void => {
    setError(null);
    setRound((old) => old + 1);
  };
  return { types, error, again };
}

function typesOf(client: PressroomClient): Promise<JobTypeInfo[]> {
  const asked = known.get(client) ?? client.jobTypes();
  known.set(client, asked);
  return asked;
}
