import { memo } from 'react';
import type { JobSummary } from '../../client/index.ts';
import { hrefTo } from '../shell/route.ts';
import { useNow } from '../shell/use-now.ts';
import { isLive, STATUS, typeLook } from '../words/statuses.ts';
import { dateAndTime, duration, fromNow } from '../words/times.ts';
import { ProgressBar } from './progress-bar.tsx';
import { StateMark } from './state-mark.tsx';

export const JobRow = memo(function JobRow({
  job,
  top,
  isHere,
  isTabStop,
  isSelected,
  onSelect,
}: {
  job: JobSummary;
  /** Where it stands in its list, in CSS pixels. */
  top: number;
  /** The keys act on it. */
  isHere: boolean;
  /** Tab leads to one row; from there the keys go on. Who only passes by need not go through ten thousand. */
  isTabStop: boolean;
  isSelected: boolean;
  onSelect: (id: string, selected: boolean, isRange: boolean) => void;
}) {
  const { id, title, type, status, attempt, maxAttempts, userId, createdAt } = job;
  const name = title ?? typeLook(type).word;
  const tabIndex = isTabStop ? 0 : -1;
  return (
    <div
      className="job-row"
      role="row"
      style={{ top }}
      data-id={id}
      data-here={isHere}
      data-selected={isSelected}
      aria-selected={isSelected}
    >
      <div className="pick" role="cell">
        <input
          type="checkbox"
          tabIndex={tabIndex}
          aria-label={`Select ${name}`}
          checked={isSelected}
          onChange={() => undefined}
          onClick={(event) => onSelect(id, !isSelected, event.shiftKey)}
        />
      </div>
      <NameCell job={job} name={name} tabIndex={tabIndex} />
      <ProgressCell job={job} />
      <div className="attempt small num faint" role="cell">
        {attempt > 1 || status === 'retrying' ? `${attempt} of ${maxAttempts}` : ''}
      </div>
      <div className="owner small clip muted foreign" role="cell" title={userId ?? undefined}>
        {userId ?? ''}
      </div>
      <div className="age small num muted" role="cell" title={dateAndTime(createdAt)}>
        <Age job={job} />
      </div>
    </div>
  );
});

function NameCell({ job, name, tabIndex }: { job: JobSummary; name: string; tabIndex: number }) {
  return (
    <div role="cell" className="grow">
      <a className="open" href={hrefTo(`jobs/${job.id}`)} tabIndex={tabIndex}>
        <StateMark status={job.status} />
        <span className="grow">
          <span className="title clip foreign" style={{ display: 'block' }}>
            {name}
          </span>
          <span className="row tiny faint">
            <span>{typeLook(job.type).word}</span>
            <span className="mono">{job.id.slice(-8)}</span>
          </span>
        </span>
      </a>
    </div>
  );
}

function ProgressCell({ job }: { job: JobSummary }) {
  return (
    <div className="progress" role="cell">
      <ProgressBar job={job} />
      <div className="row apart">
        <span className="clip foreign">{stageOf(job)}</span>
        {job.status === 'running' && <span className="num">{Math.round(job.progress.percent)} %</span>}
      </div>
    </div>
  );
}

/** The stage that it is at, or what became of it. */
function stageOf({ status, progress, error }: JobSummary): string {
  if (status === 'running') return progress.message ?? progress.stage ?? 'Starting';
  if ((status === 'failed' || status === 'expired') && error) return error.detail || error.title;
  return STATUS[status].word;
}

function Age({ job }: { job: JobSummary }) {
  const now = useNow();
  if (job.status === 'running' && job.startedAt) return duration(now - Date.parse(job.startedAt));
  return fromNow(isLive(job.status) ? job.createdAt : (job.finishedAt ?? job.createdAt), now);
}
