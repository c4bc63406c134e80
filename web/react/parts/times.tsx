import type { ReactElement } from 'react';
import type { Job } from '../../client/index.ts';
import { clockTime, duration, runningFor } from './format.ts';

/** When it began, and how long it has taken or took. */
export function Times({ job, now }: { job: Job; now: number }): ReactElement {
  const { createdAt, startedAt, finishedAt } = job;
  return (
    <p className="pr-times">
      {startedAt ? <Time label="Started" at={startedAt} /> : <Time label="Created" at={createdAt} />}
      {startedAt && !finishedAt && (
        <span className="pr-dot">running for {runningFor(now - Date.parse(startedAt))}</span>
      )}
      {!startedAt && !finishedAt && (
        <span className="pr-dot">waiting for {runningFor(now - Date.parse(createdAt))}</span>
      )}
      {startedAt && finishedAt && (
        <span className="pr-dot">took {duration(Date.parse(finishedAt) - Date.parse(startedAt))}</span>
      )}
    </p>
  );
}

function Time({ label, at }: { label: string; at: string }): ReactElement {
  return (
    <span>
      {label} <time dateTime={at}>{clockTime(at)}</time>
    </span>
  );
}
