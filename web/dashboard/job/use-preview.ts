import { useEffect, useState } from 'react';
import type { Artifact, Preview } from '../../client/index.ts';
import { useClient } from '../data/session.tsx';

/** A file's preview: undefined while it is fetched, null when there is none. */
export function usePreview(jobId: string, artifact: Pick<Artifact, 'name' | 'preview'>): Preview | null | undefined {
  const client = useClient();
  const [preview, setPreview] = useState<Preview | null | undefined>(undefined);
  const { name } = artifact;
  // Its parts: with every event of the job the object is another one.
  const { url, mediaType } = artifact.preview ?? {};
  useEffect(() => {
    const stop = new AbortController();
    const preview = url && mediaType ? { url, mediaType } : null;
    client.preview(jobId, { name, preview }, { signal: stop.signal }).then(
      (found) => stop.signal.aborted || setPreview(found),
      () => stop.signal.aborted || setPreview(null), // the file itself can be fetched all the same
    );
    return () => stop.abort();
  }, [client, jobId, name, url, mediaType]);
  return preview;
}
