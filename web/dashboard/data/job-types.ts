import { useEffect, useState } from 'react';
import type { JobTypeInfo, PressroomClient } from '../../client/index.ts';
import { useClient } from './session.tsx';

/** They change with the service's version only: read once a page. */
const known = new WeakMap<PressroomClient, Promise<JobTypeInfo[]>>();

/** All types of jobs; none until they are known. */
export function useJobTypes(): readonly JobTypeInfo[] {
  const client = useClient();
  const [types, setTypes] = useState<readonly JobTypeInfo[]>([]);
  useEffect(() => {
    let isStale = false;
    typesOf(client).then(
      (found) => isStale || setTypes(found),
      () => known.delete(client),
    );
    return () => void (isStale = true);
  }, [client]);
  return types;
}

function typesOf(client: PressroomClient): Promise<JobTypeInfo[]> {
  const asked = known.get(client) ?? client.jobTypes();
  known.set(client, asked);
  return asked;
}
