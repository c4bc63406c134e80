import type { ReactNode } from 'react';
import type { Job } from '../../client/index.ts';
import { CopyButton } from '../shell/copy-button.tsx';
import { hrefTo } from '../shell/route.ts';
import { useNow } from '../shell/use-now.ts';
import { hrefOfList, readListView } from '../jobs/list-view.ts';
import { isLive } from '../words/statuses.ts';
import { dateAndTime, duration, fromNow } from '../words/times.ts';

/** What is known of a job besides its outcome. */
export function JobFacts({ job }: { job: Job }) {
  const now = useNow();
  const { id, startedAt, finishedAt, createdAt, expiresAt, retriedFrom, retriedAs, reusedFrom } = job;
  const list = readListView(new URLSearchParams());
  return (
    <aside className="card" aria-label="About this job">
      <div className="body stack" style={{ gap: 'var(--s-4)' }}>
        <dl className="facts">
          <Fact name="Id">
            <span className="row">
              <code className="clip">{id}</code>
              <CopyButton text={id} what="the id" />
            </span>
          </Fact>
          <Fact name="Created">{time(createdAt, now)}</Fact>
          <Fact name="Waited">{startedAt && duration(Date.parse(startedAt) - Date.parse(job.runAt))}</Fact>
          <Fact name="Ran">{startedAt && finishedAt && duration(Date.parse(finishedAt) - Date.parse(startedAt))}</Fact>
          <Fact name="Finished">{finishedAt && time(finishedAt, now)}</Fact>
          <Fact name="Kept until">{expiresAt && !isLive(job.status) && time(expiresAt, now)}</Fact>
          <Fact name="Priority">{job.priority !== 0 && job.priority}</Fact>
          <Fact name="User">
            {job.userId && <a href={hrefOfList({ ...list, userId: job.userId })}>{job.userId}</a>}
          </Fact>
          <Fact name="Session">
            {job.sessionId && <a href={hrefOfList({ ...list, sessionId: job.sessionId })}>{job.sessionId}</a>}
          </Fact>
          <Fact name="Again of">{retriedFrom && <JobLink id={retriedFrom} />}</Fact>
          <Fact name="Run again as">{retriedAs && <JobLink id={retriedAs} />}</Fact>
          <Fact name="File from">{reusedFrom && <JobLink id={reusedFrom} />}</Fact>
        </dl>
        {job.tags.length > 0 && (
          <div className="row wrap">
            {job.tags.map((tag) => (
              <a key={tag} className="tag clip foreign" href={hrefOfList({ ...list, tag })}>
                {tag}
              </a>
            ))}
          </div>
        )}
      </div>
    </aside>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  if (children === null || children === undefined || children === false || children === '') return null;
  return (
    <>
      <dt>{name}</dt>
      <dd className="foreign num">{children}</dd>
    </>
  );
}

function JobLink({ id }: { id: string }) {
  return (
    <a className="mono" href={hrefTo(`jobs/${id}`)}>
      …{id.slice(-8)}
    </a>
  );
}

function time(at: string, now: number): ReactNode {
  return (
    <time dateTime={at} title={dateAndTime(at)}>
      {fromNow(at, now)}
    </time>
  );
}
