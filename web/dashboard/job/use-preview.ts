import { useEffect, useState } from 'react';
import type { Artifact, Preview } from '../../client/index.ts';
import { useClient } from '../data/session.tsx';

/** A file's preview: undefined while it is fetched, null when there is none. */
export function usePreview(jobId: string, artifact: Pick<Artifact, 'name' | 'preview'>): Preview | null | undefined {
  const client = useClient();
  const [preview, setPreview] = useState<Preview | null | undefined>(undefined);
  const { name } = artifact;
  const url = artifact.preview?.url;
  useEffect(() => {
    const stop = new AbortController();
    client.preview(jobId, { name, preview: artifact.preview }, { signal: stop.signal }).then(
      (found) => stop.signal.aborted || setPreview(found),
      () => stop.signal.aborted || setPreview(null), // the file itself can be fetched all the same
    );
    return () => stop.abort();
  }, [client, jobId, name, url]);
  return preview;
}
