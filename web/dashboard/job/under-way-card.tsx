import type { Job } from '../../client/index.ts';
import { ProgressBar } from '../jobs/progress-bar.tsx';
import { useNow } from '../shell/use-now.ts';
import { waitingSentence } from '../words/faults.ts';
import { STATUS } from '../words/statuses.ts';
import { duration } from '../words/times.ts';

/** A job that is not finished: how far it is, or why it waits. */
export function UnderWayCard({ job }: { job: Job }) {
  const now = useNow();
  const { status, progress, waiting, startedAt, error } = job;
  const isAtWork = status === 'running' || status === 'cancelling';
  return (
    <section className="card under-way" aria-label="Progress">
      <div className="row apart" style={{ alignItems: 'end' }}>
        <div className="grow">
          <p className="foreign" style={{ fontWeight: 580 }}>
            {isAtWork ? (progress.message ?? progress.stage ?? 'Starting') : STATUS[status].word}
          </p>
          <p className="small muted">
            {waiting
              ? waitingSentence(waiting, job.type, now)
              : isAtWork && progress.message && progress.stage
                ? `Stage: ${progress.stage}`
                : ''}
          </p>
        </div>
        {isAtWork && <span className="percent">{Math.round(progress.percent)}%</span>}
      </div>
      <ProgressBar job={job} isLarge />
      <p className="row apart small muted num">
        <span>
          {startedAt
            ? `Running for ${duration(now - Date.parse(startedAt))}`
            : `Created ${duration(now - Date.parse(job.createdAt))} ago`}
        </span>
        <span>You can leave this page; the job goes on.</span>
      </p>
      {status === 'retrying' && error && (
        <div className="notice" data-tone="warn">
          <p className="foreign">
            Attempt {job.attempt} failed: {error.detail || error.title}
          </p>
        </div>
      )}
    </section>
  );
}
