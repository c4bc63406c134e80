import { useState } from 'react';
import type { Artifact } from '../../client/index.ts';
import { useClient, useSession } from '../data/session.tsx';
import { faultSentence } from '../shell/fault-notice.tsx';
import { Icon } from '../shell/icon.tsx';
import { say } from '../shell/toasts.tsx';

/**
 * Saves a file. Where nobody has to sign in the browser fetches it by itself, with its own progress and resuming; a link
 * cannot carry a key, so else this page does.
 */
export function DownloadButton({
  jobId,
  artifact,
  isMain = false,
}: {
  jobId: string;
  artifact: Artifact;
  isMain?: boolean;
}) {
  const client = useClient();
  const { signOut } = useSession();
  const [isUnderWay, setUnderWay] = useState(false);
  const className = isMain ? 'button primary large' : 'button';
  const look = (): void => client.jobStore(jobId).refresh(); // it may be gone by now
  const word = isMain ? 'Download' : `Download ${artifact.name}`;
  if (!signOut) {
    return (
      // The browser tells nobody when there is no file.
      <a
        className={className}
        href={client.addressOf(artifact.downloadUrl)}
        download={artifact.name}
        aria-label={word}
        onClick={look}
      >
        <Icon name="download" /> {isMain && 'Download'}
      </a>
    );
  }
  const save = async (): Promise<void> => {
    setUnderWay(true);
    try {
      const download = await client.download(jobId, { name: artifact.name });
      saveAs(await download.blob(), artifact.name);
    } catch (error) {
      say(faultSentence(error), 'bad');
      look();
    } finally {
      setUnderWay(false);
    }
  };
  return (
    <button type="button" className={className} disabled={isUnderWay} onClick={() => void save()} aria-label={word}>
      <Icon name={isUnderWay ? 'spinner' : 'download'} {...(isUnderWay ? { className: 'turns' } : {})} />{' '}
      {isMain && 'Download'}
    </button>
  );
}

function saveAs(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
