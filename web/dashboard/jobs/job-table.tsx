import { useEffect, useRef } from 'react';
import type { useJobList } from '../data/use-store.ts';
import { JobRow } from './job-row.tsx';
import type { Selection } from './selection.ts';
import { useRowsInView } from './use-rows-in-view.ts';

/** In CSS pixels; the style sheet has them too, by `--row-height`. Where it is narrow a job has more lines. */
const ROW_HEIGHT = window.matchMedia('(width < 900px)').matches ? 78 : 60;
/** The next page is fetched when so many rows are left below. */
const FETCH_AHEAD_ROWS = 30;

export function JobTable({
  list,
  selection,
  here,
}: {
  list: ReturnType<typeof useJobList>;
  selection: Selection;
  /** The row that the keys act on; -1: none. */
  here: number;
}) {
  const { jobs, isLoaded, hasMore, loadMore } = list;
  const scroller = useRef<HTMLDivElement>(null);
  const { first, end } = useRowsInView(scroller, ROW_HEIGHT, jobs.length);
  const isNearEnd = hasMore && end + FETCH_AHEAD_ROWS >= jobs.length;
  useEffect(() => {
    if (isNearEnd) void loadMore();
  }, [isNearEnd, jobs.length, loadMore]);
  useEffect(() => keepInView(scroller.current, here), [here]);

  return (
    <div
      className="card jobs"
      role="table"
      aria-label="Jobs"
      aria-rowcount={hasMore ? -1 : jobs.length}
      aria-busy={!isLoaded}
    >
      <div className="jobs-head" role="row">
        <span className="pick" style={{ display: 'grid', placeItems: 'center' }} role="columnheader">
          <input
            type="checkbox"
            aria-label="Select all that are shown"
            checked={jobs.length > 0 && selection.ids.size >= jobs.length}
            onChange={(event) => selection.selectShown(event.target.checked)}
          />
        </span>
        <span role="columnheader">Job</span>
        <span role="columnheader">Progress</span>
        <span role="columnheader">Attempt</span>
        <span role="columnheader">User</span>
        <span role="columnheader">Age</span>
      </div>
      <div className="jobs-scroll" ref={scroller} role="rowgroup" tabIndex={-1}>
        <div style={{ height: (isLoaded ? jobs.length : 6) * ROW_HEIGHT, '--row-height': `${ROW_HEIGHT}px` } as object}>
          {!isLoaded && <Skeletons />}
          {jobs.slice(first, end).map((job, at) => (
            <JobRow
              key={job.id}
              job={job}
              top={(first + at) * ROW_HEIGHT}
              isHere={here === first + at}
              isSelected={selection.isAllMatching || selection.ids.has(job.id)}
              onSelect={selection.select}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

function Skeletons() {
  return Array.from({ length: 6 }, (_, at) => (
    <div key={at} className="job-row" style={{ top: at * ROW_HEIGHT }} aria-hidden="true">
      <span />
      <span className="skeleton" style={{ width: `${40 + ((at * 17) % 40)}%` }} />
      <span className="skeleton" style={{ minHeight: 6 }} />
    </div>
  ));
}

function keepInView(scroller: HTMLElement | null, row: number): void {
  if (!scroller || row < 0) return;
  const top = row * ROW_HEIGHT;
  if (top < scroller.scrollTop) scroller.scrollTop = top;
  const bottom = top + ROW_HEIGHT - scroller.clientHeight;
  if (bottom > scroller.scrollTop) scroller.scrollTop = bottom;
}
