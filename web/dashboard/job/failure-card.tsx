import type { Job } from '../../client/index.ts';
import { Icon } from '../shell/icon.tsx';
import { cancelSentence, explainError } from '../words/faults.ts';
import { STATUS } from '../words/statuses.ts';

/** A job that ended without a result: what went wrong in a sentence, and what to do next. */
export function FailureCard({ job }: { job: Job }) {
  const { status, error } = job;
  const { tone, icon } = STATUS[status];
  if (status === 'cancelled' || !error) {
    return (
      <section className="notice" data-tone={tone}>
        <Icon name={icon} />
        <div>
          <h2>{status === 'cancelled' ? 'It was cancelled' : 'It ended without a result'}</h2>
          <p className="muted foreign">{cancelSentence(job) ?? 'Run it again when you like.'}</p>
        </div>
      </section>
    );
  }
  const { what, next } = explainError(error);
  return (
    <section className="notice" data-tone={tone} aria-label="What went wrong">
      <Icon name="warning" />
      <div className="stack grow" style={{ gap: 'var(--s-2)' }}>
        <h2 className="foreign">{what}</h2>
        <p className="muted">{next}</p>
        {(error.errors ?? []).length > 0 && (
          <ul className="stack small" style={{ gap: 'var(--s-1)' }}>
            {(error.errors ?? []).map(({ pointer, detail }) => (
              <li key={`${pointer} ${detail}`} className="foreign">
                <code>{pointer}</code> {detail}
              </li>
            ))}
          </ul>
        )}
        <p className="tiny faint mono">{error.code}</p>
      </div>
    </section>
  );
}
