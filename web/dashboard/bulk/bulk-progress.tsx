import type { BulkAction } from '../../client/index.ts';
import { Icon } from '../shell/icon.tsx';
import { count } from '../words/sizes.ts';

const DOING = { cancel: 'Cancelling', retry: 'Running again', delete: 'Deleting' } as const;

/** How far an action on many jobs is, and what became of it. */
export function BulkProgress({
  action,
  onAbort,
  onClose,
}: {
  action: BulkAction;
  onAbort: () => void;
  onClose: () => void;
}) {
  const { counts, finishedAt } = action;
  const { matched, done, skipped, failed } = counts;
  const seen = done + skipped + failed;
  const share = finishedAt !== null ? 1 : matched > 0 ? Math.min(1, seen / matched) : 0;
  return (
    <div className="bulk" role="status">
      <strong>{DOING[action.action]}</strong>
      <span className="num muted">
        {count(done)} done
        {skipped > 0 && `, ${count(skipped)} left as they were`}
        {failed > 0 && `, ${count(failed)} failed`}
      </span>
      <div
        className="bar grow"
        data-tone={failed > 0 ? 'warn' : 'run'}
        role="progressbar"
        aria-valuenow={Math.round(share * 100)}
        aria-label={DOING[action.action]}
      >
        <i style={{ transform: `scaleX(${share})` }} />
      </div>
      {finishedAt === null ? (
        <button type="button" className="button" onClick={onAbort}>
          Stop
        </button>
      ) : (
        <button type="button" className="button" onClick={onClose}>
          <Icon name="check" size={15} /> Done
        </button>
      )}
    </div>
  );
}
