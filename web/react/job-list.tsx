import type { ReactElement, ReactNode } from 'react';
import type { JobFilter, JobSummary } from '../client/index.ts';
import { usePressroom } from './context.tsx';
import { JobLine } from './parts/job-line.tsx';
import { Note } from './parts/note.tsx';
import { titleOf } from './parts/words.ts';
import { useAction } from './use-action.ts';
import { useJobs, type Jobs } from './use-jobs.ts';

export interface JobListProps {
  /** Which jobs; left out: all that the page may see. */
  filter?: JobFilter;
  /** A list of your own, such as that of `useResume`, instead of a filter. */
  jobs?: Jobs;
  /** Names the list for those who hear it. */
  label?: string;
  /** What to show when there is nothing to show. */
  empty?: ReactNode;
  /** Makes the titles buttons. */
  onSelect?: (job: JobSummary) => void;
  className?: string;
}

/** Jobs, newest first and live, with what can be done with each. */
export function JobList({ jobs, filter, ...props }: JobListProps): ReactElement {
  return jobs ? <List jobs={jobs} {...props} /> : <FilteredList filter={filter} {...props} />;
}

function FilteredList({ filter, ...props }: Omit<JobListProps, 'jobs'>): ReactElement {
  return <List jobs={useJobs(filter)} {...props} />;
}

type ListProps = Omit<JobListProps, 'jobs' | 'filter'> & { jobs: Jobs };

function List({ jobs: list, label = 'Jobs', empty = 'No jobs yet.', onSelect, className }: ListProps): ReactElement {
  const { jobs, isLoading, error, hasMore } = list;
  return (
    <section className={`pr-root pr-list ${className ?? ''}`} aria-label={label} aria-busy={isLoading}>
      {error && (
        <Note error={error}>
          <button type="button" className="pr-button" onClick={list.refresh}>
            Try again
          </button>
        </Note>
      )}
      {isLoading && <Waiting />}
      {!isLoading && !error && jobs.length === 0 && <p className="pr-empty">{empty}</p>}
      {jobs.length > 0 && (
        <ul>
          {jobs.map((job) => (
            <Item key={job.id} job={job} onSelect={onSelect} />
          ))}
        </ul>
      )}
      {hasMore && (
        <p className="pr-more">
          <button type="button" className="pr-button" onClick={() => void list.loadMore()}>
            Older jobs
          </button>
        </p>
      )}
    </section>
  );
}

function Item({ job, onSelect }: { job: JobSummary; onSelect: JobListProps['onSelect'] }): ReactElement {
  const client = usePressroom();
  const action = useAction();
  return (
    <li>
      <JobLine
        job={job}
        title={titleOf(job)}
        isActing={action.isActing}
        onCancel={() => action.run(async () => void (await client.cancel(job.id)))}
        onRetry={() => action.run(async () => void (await client.retry(job.id)))}
        onSelect={onSelect && (() => onSelect(job))}
      />
      {action.error && <Note error={action.error} />}
    </li>
  );
}

const LINES = [0, 1, 2];

function Waiting(): ReactElement {
  return (
    <ul aria-hidden="true">
      {LINES.map((line) => (
        <li key={line}>
          <div className="pr-row pr-skeleton">
            <span className="pr-icon" />
            <div className="pr-row-text">
              <span className="pr-blank" />
              <span className="pr-blank pr-short" />
            </div>
          </div>
        </li>
      ))}
    </ul>
  );
}
