import { SampleButton } from '../create/sample-button.tsx';
import { useMay } from '../data/session.tsx';
import { Icon } from '../shell/icon.tsx';
import { hrefTo } from '../shell/route.ts';

/** Nothing is ever just empty: there is something to do next. */
export function EmptyJobs({ isFiltered, onClear }: { isFiltered: boolean; onClear: () => void }) {
  const may = useMay();
  if (isFiltered) {
    return (
      <section className="card empty">
        <Icon name="search" size={32} />
        <h2>No job fits</h2>
        <p>Nothing matches this search and these filters now. What comes will appear by itself.</p>
        <button type="button" className="button" onClick={onClear}>
          Show all jobs
        </button>
      </section>
    );
  }
  return (
    <section className="card empty">
      <Icon name="page" size={32} />
      <h2>No jobs yet</h2>
      <p>
        {may('jobs:create')
          ? 'Make a sample report and watch it come about, or drop a CSV file anywhere on this page to get a workbook.'
          : 'What others create appears here by itself.'}
      </p>
      <div className="row wrap" style={{ justifyContent: 'center' }}>
        <SampleButton />
        {may('jobs:create') && (
          <a className="button large" href={hrefTo('create')}>
            Create a job
          </a>
        )}
      </div>
    </section>
  );
}
