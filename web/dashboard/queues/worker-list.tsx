import type { WorkerInfo } from '../../client/index.ts';
import { Icon } from '../shell/icon.tsx';
import { hrefTo } from '../shell/route.ts';
import { useNow } from '../shell/use-now.ts';
import { counted } from '../words/sizes.ts';
import { typeLook } from '../words/statuses.ts';
import { duration } from '../words/times.ts';

/** Who is there, and what everybody does. */
export function WorkerList({ workers }: { workers: readonly WorkerInfo[] | null }) {
  if (workers === null) return <div className="skeleton" style={{ minHeight: '6rem' }} />;
  if (workers.length === 0) {
    return (
      <section className="card empty">
        <Icon name="worker" size={32} />
        <h3>No worker is running</h3>
        <p>Jobs can be created; they wait until a worker is started.</p>
      </section>
    );
  }
  return (
    <div className="workers">
      {workers.map((worker) => (
        <WorkerCard key={worker.id} worker={worker} />
      ))}
    </div>
  );
}

/** More places than this are told as a number only. */
const MAX_SLOTS_SHOWN = 24;

function WorkerCard({ worker }: { worker: WorkerInfo }) {
  const now = useNow();
  const { id, host, types, running, concurrency, startedAt, version, jobs } = worker;
  return (
    <article className="card body stack" style={{ padding: 'var(--s-4)' }}>
      <div className="row apart">
        <strong className="clip" style={{ fontWeight: 600 }} title={id}>
          {host ?? id}
        </strong>
        <span className="tiny faint num">
          {running} of {concurrency}
        </span>
      </div>
      {concurrency <= MAX_SLOTS_SHOWN && (
        <div className="slots" aria-hidden="true">
          {Array.from({ length: concurrency }, (_, at) => (
            <i key={at} className={at < running ? 'taken' : ''} />
          ))}
        </div>
      )}
      {jobs.length > 0 && (
        <ul className="stack small" style={{ gap: 'var(--s-1)' }}>
          {jobs.map((job) => (
            <li key={job.id} className="row apart">
              <a className="clip foreign" href={hrefTo(`jobs/${job.id}`)}>
                {job.title ?? typeLook(job.type).word}
              </a>
              <span className="faint num">{Math.round(job.progress.percent)} %</span>
            </li>
          ))}
        </ul>
      )}
      <p className="tiny faint">
        Up for {duration(now - Date.parse(startedAt))}
        {version && ` · ${version}`} ·{' '}
        {types.length === 1 ? typeLook(types[0] ?? '').word : counted(types.length, 'type')}
      </p>
    </article>
  );
}
