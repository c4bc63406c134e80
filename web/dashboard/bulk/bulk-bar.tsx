import { useState } from 'react';
import type { BulkActionKind } from '../../client/index.ts';
import type { JobFilter, JobSummary } from '../../client/index.ts';
import { useMay } from '../data/session.tsx';
import type { Selection } from '../jobs/selection.ts';
import { Icon } from '../shell/icon.tsx';
import { isLive } from '../words/statuses.ts';
import { counted } from '../words/sizes.ts';
import { BulkProgress } from './bulk-progress.tsx';
import { useBulkAction } from './use-bulk-action.ts';

/** What is to be done with the selected jobs, and, once it is under way, how far it is. */
export function BulkBar({
  selection,
  jobs,
  filter,
  hasMore,
}: {
  selection: Selection;
  jobs: readonly JobSummary[];
  /** Of the list, for all that match it. */
  filter: JobFilter;
  hasMore: boolean;
}) {
  const may = useMay();
  const [action, start, abort] = useBulkAction();
  const [asked, setAsked] = useState<BulkActionKind | null>(null);
  const { ids, isAllMatching } = selection;
  if (action) return <BulkProgress action={action} onAbort={abort} onClose={selection.clear} />;
  const chosen = jobs.filter(({ id }) => ids.has(id));
  const hasLive = isAllMatching || chosen.some(({ status }) => isLive(status));
  const hasFinished = isAllMatching || chosen.some(({ status }) => !isLive(status));
  const what = isAllMatching ? 'All that match' : counted(ids.size, 'job');
  const go = (kind: BulkActionKind): void => {
    if (kind === 'delete' && asked !== kind) return setAsked(kind);
    start(kind, isAllMatching ? { filter } : { jobIds: [...ids] });
  };
  return (
    <div className="bulk" role="toolbar" aria-label="With the selected jobs">
      <strong className="num">{what}</strong>
      {!isAllMatching && hasMore && ids.size >= jobs.length && (
        <button type="button" className="button plain" onClick={selection.selectAllMatching}>
          Select all that match
        </button>
      )}
      <span className="grow" />
      {may('jobs:cancel') && (
        <button type="button" className="button" disabled={!hasLive} onClick={() => go('cancel')}>
          <Icon name="stop" size={15} /> Cancel
        </button>
      )}
      {may('jobs:create') && (
        <button type="button" className="button" disabled={!hasFinished} onClick={() => go('retry')}>
          <Icon name="again" size={15} /> Run again
        </button>
      )}
      {may('jobs:delete') && (
        <button type="button" className="button danger" disabled={!hasFinished} onClick={() => go('delete')}>
          <Icon name="trash" size={15} /> {asked === 'delete' ? 'Really delete them' : 'Delete'}
        </button>
      )}
      <button type="button" className="button plain icon" onClick={selection.clear} aria-label="Select none">
        <Icon name="cross" size={16} />
      </button>
    </div>
  );
}
