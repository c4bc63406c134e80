import type { ReactElement } from 'react';
import { isFinished, type JobSummary } from '../../client/index.ts';
import { ago, runningFor } from './format.ts';
import { ProgressBar } from './progress-bar.tsx';
import { StateIcon } from './state-icon.tsx';
import { useDownload } from './use-download.ts';
import { useNow } from './use-now.ts';
import { stageWords, statusWord, typeWord } from './words.ts';

export interface JobLineProps {
  job: JobSummary;
  title: string;
  isActing?: boolean;
  onCancel?: () => Promise<void>;
  onRetry?: () => Promise<void>;
  /** Makes the title a button. */
  onSelect?: () => void;
}

/** A job on one line: how it stands, how far it is, and the one thing that can be done now. */
export function JobLine({ job, title, isActing, onCancel, onRetry, onSelect }: JobLineProps): ReactElement {
  const { status, progress } = job;
  const isOver = isFinished(job);
  const isRunning = status === 'running' || status === 'cancelling';
  const now = useNow(true, isOver ? 10_000 : 1_000);
  const words = isOver ? endWords(job) : stageWords(job, now);
  return (
    <div className="pr-row" data-status={status}>
      <StateIcon status={status} percent={progress.percent} />
      <div className="pr-row-text">
        {onSelect ? (
          <button type="button" className="pr-row-title" onClick={onSelect}>
            <bdi>{title}</bdi>
          </button>
        ) : (
          <span className="pr-row-title">
            <bdi>{title}</bdi>
          </span>
        )}
        <span className="pr-quiet pr-clip" title={words}>
          {isOver ? <span className="pr-status">{statusWord(status)}</span> : null}
          {words}
        </span>
      </div>
      {isRunning && (
        <div className="pr-row-progress">
          <ProgressBar percent={progress.percent > 0 ? progress.percent : null} label={title} text={words} />
        </div>
      )}
      <span className="pr-row-time">
        {isRunning && job.startedAt
          ? runningFor(now - Date.parse(job.startedAt))
          : ago(job.finishedAt ?? job.createdAt, now)}
      </span>
      <LineAction job={job} title={title} isActing={isActing} onCancel={onCancel} onRetry={onRetry} />
    </div>
  );
}

function endWords(job: JobSummary): string {
  const { status, error, artifacts, type } = job;
  if (status === 'completed') return artifacts[0]?.name ?? typeWord(type);
  return error?.detail ?? job.cancellation?.reason ?? typeWord(type);
}

function LineAction({ job, title, isActing, onCancel, onRetry }: Omit<JobLineProps, 'onSelect'>): ReactElement {
  const saving = useDownload();
  const canDownload = job.status === 'completed' && job.artifacts.length > 0;
  return (
    <div className="pr-row-action">
      {saving.error && (
        <span className="pr-quiet" role="alert">
          {saving.error.message}
        </span>
      )}
      {canDownload && (
        <Act name="Download" title={title} isOff={saving.isActing} onAct={() => void saving.download(job.id)} />
      )}
      {onCancel && job.links.cancel !== null && job.status !== 'cancelling' && (
        <Act name="Cancel" title={title} isOff={isActing} onAct={() => void onCancel()} />
      )}
      {onRetry && job.status !== 'completed' && job.links.retry !== null && (
        <Act name="Run again" title={title} isOff={isActing} onAct={() => void onRetry()} />
      )}
    </div>
  );
}

interface ActProps {
  name: string;
  title: string;
  isOff: boolean | undefined;
  onAct: () => void;
}

/** Many of them are on a page: who hears them hears which job they are of. */
function Act({ name, title, isOff, onAct }: ActProps): ReactElement {
  return (
    <button type="button" className="pr-button pr-small" disabled={isOff} onClick={onAct}>
      {name}
      <span className="pr-hidden"> {title}</span>
    </button>
  );
}
