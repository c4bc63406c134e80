import { useState } from 'react';
import type { Job } from '../../client/index.ts';
import { useClient, useMay } from '../data/session.tsx';
import { faultSentence } from '../shell/fault-notice.tsx';
import { Icon } from '../shell/icon.tsx';
import { go, hrefTo } from '../shell/route.ts';
import { say } from '../shell/toasts.tsx';
import { isLive } from '../words/statuses.ts';

/** What can be done with a job now, by whoever is here. */
export function JobActions({ job, onFault }: { job: Job; onFault: () => void }) {
  const may = useMay();
  const { cancel, again, remove, isUnderWay } = useActions(job.id, onFault);
  const live = isLive(job.status);
  return (
    <div className="row wrap">
      {live && may('jobs:cancel') && (
        <button
          type="button"
          className="button danger"
          disabled={isUnderWay || job.status === 'cancelling'}
          onClick={cancel}
        >
          <Icon name="stop" /> {job.status === 'cancelling' ? 'Cancelling' : 'Cancel'}
        </button>
      )}
      {!live && may('jobs:create') && !job.retriedAs && (
        <button type="button" className="button" disabled={isUnderWay} onClick={again}>
          <Icon name="again" /> Run again
        </button>
      )}
      {may('jobs:create') && (
        <a className="button" href={hrefTo('create', { from: job.id })}>
          <Icon name="edit" /> Edit and run
        </a>
      )}
      {!live && may('jobs:delete') && (
        <button
          type="button"
          className="button plain icon"
          disabled={isUnderWay}
          onClick={remove}
          aria-label="Delete the job and its files"
        >
          <Icon name="trash" />
        </button>
      )}
    </div>
  );
}

/** @param onFault the job may be another than is shown, or gone: it is looked at again */
function useActions(jobId: string, onFault: () => void) {
  const client = useClient();
  const [isUnderWay, setUnderWay] = useState(false);
  const acting = (act: () => Promise<void>) => () => {
    setUnderWay(true);
    act()
      .catch((error: unknown) => {
        say(faultSentence(error), 'bad');
        onFault();
      })
      .finally(() => setUnderWay(false));
  };
  return {
    isUnderWay,
    cancel: acting(async () => {
      await client.cancel(jobId);
      say('The job was told to stop.');
    }),
    again: acting(async () => go(hrefTo(`jobs/${(await client.retry(jobId)).id}`))),
    remove: acting(async () => {
      await client.delete(jobId);
      say('The job and its files are gone.');
      go(hrefTo('jobs'));
    }),
  };
}
