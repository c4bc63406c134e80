import type { ReactElement } from 'react';
import { Announcer } from './parts/announcer.tsx';
import { JobLine } from './parts/job-line.tsx';
import { titleOf } from './parts/words.ts';
import { useJobStatus, type JobStatusOptions } from './use-job-status.ts';

export interface CompactProgressTrackerProps extends JobStatusOptions {
  jobId: string;
  /** Shown instead of the job's own title. */
  title?: string;
  className?: string;
}

/** One job on one line, for a toolbar, a message or a cell. */
export function CompactProgressTracker({
  jobId,
  title,
  className,
  ...options
}: CompactProgressTrackerProps): ReactElement {
  const { job, error, isActing, cancel, retry, refresh } = useJobStatus(jobId, options);
  return (
    <div className={`pr-root pr-compact ${className ?? ''}`} aria-busy={job === null && error === null}>
      <Announcer job={job} />
      {job && <JobLine job={job} title={title ?? titleOf(job)} isActing={isActing} onCancel={cancel} onRetry={retry} />}
      {!job && !error && <span className="pr-blank" aria-hidden="true" />}
      {error && (
        <p className="pr-compact-error" role="alert">
          <span>{error.message}</span>
          {!job && (
            <button type="button" className="pr-button pr-small" onClick={refresh}>
              Try again
            </button>
          )}
        </p>
      )}
    </div>
  );
}
