import { useState } from 'react';
import type { Job } from '../../client/index.ts';
import { useClient, useMay } from '../data/session.tsx';
import { faultSentence } from '../shell/fault-notice.tsx';
import { Icon } from '../shell/icon.tsx';
import { go, hrefTo } from '../shell/route.ts';
import { say } from '../shell/toasts.tsx';
import { isLive } from '../words/statuses.ts';

/** What can be done with a job now, by whoever is here. */
export function JobActions({ job }: { job: Job }) {
  const client = useClient();
  const may = useMay();
  const [isUnderWay, setUnderWay] = useState(false);
  const act = async (what: () => Promise<void>): Promise<void> => {
    setUnderWay(true);
    await what().catch((error: unknown) => say(faultSentence(error), 'bad'));
    setUnderWay(false);
  };
  const cancel = (): Promise<void> =>
    act(async () => {
      await client.cancel(job.id);
      say('The job was told to stop.');
    });
  const again = (): Promise<void> =>
    act(async () => {
      const { id } = await client.retry(job.id);
      go(hrefTo(`jobs/${id}`));
    });
  const remove = (): Promise<void> =>
    act(async () => {
      await client.delete(job.id);
      say('The job and its files are gone.');
      go(hrefTo('jobs'));
    });
  return (
    <div className="row wrap">
      {isLive(job.status) && may('jobs:cancel') && (
        <button
          type="button"
          className="button danger"
          disabled={isUnderWay || job.status === 'cancelling'}
          onClick={() => void cancel()}
        >
          <Icon name="stop" /> {job.status === 'cancelling' ? 'Cancelling' : 'Cancel'}
        </button>
      )}
      {!isLive(job.status) && may('jobs:create') && !job.retriedAs && (
        <button type="button" className="button" disabled={isUnderWay} onClick={() => void again()}>
          <Icon name="again" /> Run again
        </button>
      )}
      {may('jobs:create') && (
        <a className="button" href={hrefTo('create', { from: job.id })}>
          <Icon name="edit" /> Edit and run
        </a>
      )}
      {!isLive(job.status) && may('jobs:delete') && (
        <button
          type="button"
          className="button plain icon"
          disabled={isUnderWay}
          onClick={() => void remove()}
          aria-label="Delete the job and its files"
        >
          <Icon name="trash" />
        </button>
      )}
    </div>
  );
}
