import { useRef, type ReactElement } from 'react';
import type { Connection, Job } from '../client/index.ts';
import { Announcer } from './parts/announcer.tsx';
import { Note } from './parts/note.tsx';
import { ProgressBar } from './parts/progress-bar.tsx';
import { Result } from './parts/result.tsx';
import { StateIcon } from './parts/state-icon.tsx';
import { Times } from './parts/times.tsx';
import { useNow } from './parts/use-now.ts';
import { cancelledWords, stageWords, statusWord, titleOf, typeWord } from './parts/words.ts';
import { useJobStatus, type JobStatus, type JobStatusOptions } from './use-job-status.ts';

export interface ProgressTrackerProps extends JobStatusOptions {
  jobId: string;
  /** Shown instead of the job's own title. */
  title?: string;
  /** Whether to show a picture, or the first rows, of the result. */
  showPreview?: boolean;
  className?: string;
}

/** One job from its beginning to its file: how it stands, how far it is, what went wrong, and what can be done. */
export function ProgressTracker({
  jobId,
  title,
  showPreview = true,
  className,
  ...options
}: ProgressTrackerProps): ReactElement {
  const status = useJobStatus(jobId, options);
  const { job, error } = status;
  return (
    <section className={`pr-root pr-card ${className ?? ''}`} aria-busy={job === null && error === null}>
      <Announcer job={job} />
      {job && <Card job={job} status={status} title={title ?? titleOf(job)} showPreview={showPreview} />}
      {!job && !error && <Skeleton connection={status.connection} />}
      {error && (
        <Note error={error}>
          {!status.isFinished && (
            <button type="button" className="pr-button" onClick={status.refresh}>
              Try again
            </button>
          )}
        </Note>
      )}
    </section>
  );
}

interface CardProps {
  job: Job;
  status: JobStatus;
  title: string;
  showPreview: boolean;
}

function Card({ job, status, title, showPreview }: CardProps): ReactElement {
  const heading = useRef<HTMLHeadingElement>(null);
  const now = useNow(!status.isFinished);
  // The button that was pressed goes away with what it did: who came by keyboard stays at the card.
  const act = (work: () => Promise<void>): void => void work().then(() => heading.current?.focus());
  return (
    <>
      <header className="pr-head">
        <StateIcon status={job.status} percent={status.progress} />
        <div className="pr-title">
          <h3 ref={heading} tabIndex={-1}>
            <bdi>{title}</bdi>
          </h3>
          <p className="pr-quiet">
            {typeWord(job.type)}
            <span className="pr-dot">{statusWord(job.status)}</span>
            {job.attempt > 1 && <span className="pr-dot">{`Attempt ${job.attempt} of ${job.maxAttempts}`}</span>}
          </p>
        </div>
      </header>
      <Body job={job} status={status} title={title} now={now} showPreview={showPreview} act={act} />
      <footer className="pr-foot">
        <Times job={job} now={now} />
        {job.links.cancel !== null && job.status !== 'cancelling' && (
          <button
            type="button"
            className="pr-button pr-small"
            disabled={status.isActing}
            onClick={() => act(() => status.cancel())}
          >
            Cancel
          </button>
        )}
      </footer>
      {!status.isFinished && <ConnectionNote connection={status.connection} />}
    </>
  );
}

interface BodyProps extends CardProps {
  now: number;
  act: (work: () => Promise<void>) => void;
}

function Body({ job, status, title, now, showPreview, act }: BodyProps): ReactElement {
  if (job.status === 'completed') return <Result job={job} showPreview={showPreview} />;
  if (status.isFinished) return <Ended job={job} status={status} act={act} />;
  const isRunning = job.status === 'running' || job.status === 'cancelling';
  const words = stageWords(job, now);
  return (
    <div className="pr-progress">
      {isRunning && <ProgressBar percent={status.progress > 0 ? status.progress : null} label={title} text={words} />}
      <p className="pr-line">
        <bdi>{words}</bdi>
        {isRunning && status.progress > 0 && <span className="pr-percent">{Math.round(status.progress)} %</span>}
      </p>
      {job.status === 'retrying' && job.error && <p className="pr-quiet">Last time: {job.error.detail}</p>}
    </div>
  );
}

function Ended({ job, status, act }: Pick<BodyProps, 'job' | 'status' | 'act'>): ReactElement {
  const isCancelled = job.status === 'cancelled';
  return (
    <div className="pr-note" data-tone={isCancelled ? 'quiet' : 'bad'}>
      <p>
        {isCancelled ? cancelledWords(job) : <strong>{job.error?.title ?? statusWord(job.status)}</strong>}
        {!isCancelled && job.error && <bdi>{job.error.detail}</bdi>}
      </p>
      {job.error?.errors && job.error.errors.length > 0 && (
        <ul>
          {job.error.errors.map(({ pointer, detail }) => (
            <li key={`${pointer} ${detail}`}>
              <code>{pointer}</code> {detail}
            </li>
          ))}
        </ul>
      )}
      {job.links.retry !== null ? (
        <button type="button" className="pr-button" disabled={status.isActing} onClick={() => act(status.retry)}>
          Run again
        </button>
      ) : (
        job.retriedAs && <p className="pr-quiet">It was run again as another job.</p>
      )}
    </div>
  );
}

/** The page does not say that all is well when it does not know. */
function ConnectionNote({ connection }: { connection: Connection }): ReactElement | null {
  const { state, error } = connection;
  if (!error || state === 'live') return null;
  return (
    <p className="pr-note" data-tone="warn" role="status">
      Not up to date. {error.message}
    </p>
  );
}

function Skeleton({ connection }: { connection: Connection }): ReactElement {
  return (
    <>
      <div className="pr-head pr-skeleton" aria-hidden="true">
        <span className="pr-icon" />
        <div className="pr-title">
          <span className="pr-blank" />
          <span className="pr-blank pr-short" />
        </div>
      </div>
      <ConnectionNote connection={connection} />
    </>
  );
}
