import type { Job, PressroomError } from '../../client/index.ts';
import { useJob } from '../data/use-store.ts';
import { FaultNotice } from '../shell/fault-notice.tsx';
import { Icon } from '../shell/icon.tsx';
import { hrefTo, go } from '../shell/route.ts';
import { useShortcuts } from '../shell/shortcuts.tsx';
import { StateMark, StatePill } from '../jobs/state-mark.tsx';
import { isLive, typeLook } from '../words/statuses.ts';
import { FailureCard } from './failure-card.tsx';
import { JobActions } from './job-actions.tsx';
import { JobFacts } from './job-facts.tsx';
import { JobRecords } from './job-records.tsx';
import { ResultCard } from './result-card.tsx';
import { UnderWayCard } from './under-way-card.tsx';
import { useJobEvents } from './use-job-events.ts';
import { Warnings } from './warnings.tsx';

/** One job: what came of it first, then how it came about. */
export function JobPage({ jobId }: { jobId: string }) {
  const [events, onUpdate] = useJobEvents(jobId);
  const { job, error, trouble, refresh } = useJob(jobId, onUpdate);
  useShortcuts({ g: () => go(hrefTo('jobs')) });
  if (error && (!job || GONE.includes(error.status))) return <NoJob error={error} onAgain={refresh} />;
  const wrong = error ?? trouble;
  if (!job) return wrong ? <FaultNotice error={wrong} onAgain={refresh} /> : <JobSkeleton />;
  const look = typeLook(job.type);
  return (
    <div className="page">
      <div className="page-head">
        <div className="job-title">
          <a className="button plain icon" href={hrefTo('jobs')} aria-label="All jobs">
            <Icon name="back" />
          </a>
          <StateMark status={job.status} isLarge />
          <div className="grow">
            <h1 className="foreign">{job.title ?? look.word}</h1>
            <p className="row wrap small muted">
              <StatePill status={job.status} />
              <span>{look.word}</span>
              {job.attempt > 1 && (
                <span>
                  attempt {job.attempt} of {job.maxAttempts}
                </span>
              )}
            </p>
          </div>
        </div>
        <JobActions job={job} onFault={refresh} />
      </div>
      {wrong && <FaultNotice error={wrong} onAgain={refresh} />}
      <div className="job-layout">
        <div className="stack" style={{ gap: 'var(--s-5)' }}>
          <Outcome job={job} />
          <Warnings warnings={job.warnings} />
          <JobRecords job={job} events={events} />
        </div>
        <JobFacts job={job} />
      </div>
    </div>
  );
}

function Outcome({ job }: { job: Job }) {
  if (isLive(job.status)) return <UnderWayCard job={job} />;
  if (job.status === 'completed') return <ResultCard job={job} />;
  return <FailureCard job={job} />;
}

/** The job was there, and is not any more. */
const GONE: readonly number[] = [404, 410];

const KNOWN: Readonly<Record<number, string>> = {
  404: 'There is no such job',
  410: 'This job was removed',
  403: 'This job is not for you',
};

/** Deleted, not there, not for these eyes: said, with a way on. */
function NoJob({ error, onAgain }: { error: PressroomError; onAgain: () => void }) {
  const known = KNOWN[error.status];
  if (!known) return <FaultNotice error={error} onAgain={onAgain} />;
  return (
    <section className="card empty">
      <Icon name="file" size={32} />
      <h1>{known}</h1>
      <p>{error.message}</p>
      <a className="button primary" href={hrefTo('jobs')}>
        See all jobs
      </a>
    </section>
  );
}

function JobSkeleton() {
  return (
    <div className="page" aria-busy="true" aria-label="The job is being read">
      <div className="skeleton" style={{ width: '40%', minHeight: '2.5rem' }} />
      <div className="skeleton" style={{ minHeight: '14rem' }} />
    </div>
  );
}
