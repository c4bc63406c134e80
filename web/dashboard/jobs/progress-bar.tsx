import type { JobSummary } from '../../client/index.ts';
import { isLive, STATUS } from '../words/statuses.ts';

/** How far a job is; striped while it waits, so that 0 % does not look like nothing. */
export function ProgressBar({
  job,
  isLarge = false,
}: {
  job: Pick<JobSummary, 'status' | 'progress' | 'title' | 'type'>;
  isLarge?: boolean;
}) {
  const { status, progress } = job;
  const { tone, word } = STATUS[status];
  const waits = isLive(status) && status !== 'running' && status !== 'cancelling';
  const percent = status === 'completed' || waits ? 100 : progress.percent;
  const form = ['bar', isLarge && 'large', waits && 'waits', status === 'running' && 'moves'].filter(Boolean).join(' ');
  return (
    <div
      className={form}
      data-tone={tone}
      role="progressbar"
      aria-label={`Progress of ${job.title ?? job.type}`}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuetext={waits ? word : `${Math.round(progress.percent)} %`}
      {...(waits ? {} : { 'aria-valuenow': Math.round(progress.percent) })}
    >
      <i style={{ transform: `scaleX(${percent / 100})` }} />
    </div>
  );
}
