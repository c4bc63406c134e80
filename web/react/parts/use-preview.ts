import { useEffect, useState } from 'react';
import type { Artifact, TablePreview } from '../../client/index.ts';
import { usePressroom } from '../context.tsx';

/** What can be shown of a file: the address of a picture in this page, or its first rows. */
export type ShownPreview = { kind: 'picture'; url: string } | { kind: 'tables'; tables: TablePreview['tables'] };

/** The preview of a file once it is there; null before, and where there is none. A preview is no reason for an error. */
export function usePreview(jobId: string, artifact: Artifact | null): ShownPreview | null {
  const client = usePressroom();
  const [shown, setShown] = useState<ShownPreview | null>(null);
  const name = artifact?.name ?? null;
  const mediaType = artifact?.preview?.mediaType ?? null;
  const url = artifact?.preview?.url ?? null;
  useEffect(() => {
    if (name === null || mediaType === null || url === null) return;
    const gone = new AbortController();
    let picture: string | null = null;
    client.preview(jobId, { name, preview: { mediaType, url } }, { signal: gone.signal }).then(
      (preview) => {
        if (gone.signal.aborted || !preview) return;
        if (preview.kind === 'tables') return setShown(preview);
        picture = URL.createObjectURL(preview.blob);
        setShown({ kind: 'picture', url: picture });
      },
      () => {},
    );
    return () => {
      gone.abort();
      if (picture) URL.revokeObjectURL(picture);
      setShown(null);
    };
  }, [client, jobId, name, mediaType, url]);
  return shown;
}
