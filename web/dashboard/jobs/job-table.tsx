import { type RefObject, useEffect, useRef } from 'react';
import type { JobSummary } from '../../client/index.ts';
import type { useJobList } from '../data/use-store.ts';
import { JobRow } from './job-row.tsx';
import type { Selection } from './selection.ts';
import type { Here } from './use-here.ts';
import { useRowHeight } from './use-row-height.ts';
import { useRowsInView } from './use-rows-in-view.ts';

/** The next page is fetched when so many rows are left below. */
const FETCH_AHEAD_ROWS = 30;

export function JobTable({
  list,
  selection,
  here,
  onHere,
}: {
  list: ReturnType<typeof useJobList>;
  selection: Selection;
  here: Here;
  /** The focus has come to a row, however it did. */
  onHere: (id: string) => void;
}) {
  const { jobs, isLoaded, hasMore } = list;
  const scroller = useRef<HTMLDivElement>(null);
  const rowHeight = useRowHeight();
  const { first, end } = useRowsInView(scroller, rowHeight, jobs.length);
  useMoreBelow(list, end);
  useFocusHere(scroller, rowHeight, here, jobs);
  const drawn = jobs.slice(first, end);
  const tabStop = drawn.some(({ id }) => id === here.id) ? here.id : drawn[0]?.id;

  return (
    <div
      className="card jobs"
      ref={scroller}
      role="table"
      tabIndex={-1}
      aria-label="Jobs"
      aria-rowcount={hasMore ? -1 : jobs.length}
      aria-busy={!isLoaded}
    >
      <TableHead
        isAllChosen={jobs.length > 0 && selection.ids.size >= jobs.length}
        onChooseAll={selection.selectShown}
      />
      <div
        className="jobs-rows"
        role="rowgroup"
        onFocus={(event) => onHere(idOfRow(event.target))}
        style={{ height: (isLoaded ? jobs.length : 6) * rowHeight, '--row-height': `${rowHeight}px` } as object}
      >
        {!isLoaded && <Skeletons rowHeight={rowHeight} />}
        {drawn.map((job, at) => (
          <JobRow
            key={job.id}
            job={job}
            top={(first + at) * rowHeight}
            isHere={here.id === job.id}
            isTabStop={tabStop === job.id}
            isSelected={selection.isAllMatching || selection.ids.has(job.id)}
            onSelect={selection.select}
          />
        ))}
      </div>
    </div>
  );
}

function useMoreBelow({ jobs, hasMore, loadMore }: ReturnType<typeof useJobList>, end: number): void {
  const isNearEnd = hasMore && end + FETCH_AHEAD_ROWS >= jobs.length;
  useEffect(() => {
    if (isNearEnd) void loadMore();
  }, [isNearEnd, jobs.length, loadMore]);
}

function TableHead({ isAllChosen, onChooseAll }: { isAllChosen: boolean; onChooseAll: (chosen: boolean) => void }) {
  return (
    <div className="jobs-head" role="row">
      <span className="pick" style={{ display: 'grid', placeItems: 'center' }} role="columnheader">
        <input
          type="checkbox"
          aria-label="Select all that are shown"
          checked={isAllChosen}
          onChange={(event) => onChooseAll(event.target.checked)}
        />
      </span>
      <span role="columnheader">Job</span>
      <span role="columnheader">Progress</span>
      <span role="columnheader">Attempt</span>
      <span role="columnheader">User</span>
      <span role="columnheader">Age</span>
    </div>
  );
}

function Skeletons({ rowHeight }: { rowHeight: number }) {
  return Array.from({ length: 6 }, (_, at) => (
    <div key={at} className="job-row" style={{ top: at * rowHeight }} aria-hidden="true">
      <span />
      <span className="skeleton" style={{ width: `${40 + ((at * 17) % 40)}%` }} />
      <span className="skeleton" style={{ minHeight: 6 }} />
    </div>
  ));
}

/** The keys have moved: the row is brought into view and, once it is drawn, its job has the focus, so that Enter opens it. */
function useFocusHere(
  scroller: RefObject<HTMLElement | null>,
  rowHeight: number,
  here: Here,
  jobs: readonly JobSummary[],
): void {
  const done = useRef(0);
  useEffect(() => {
    if (done.current === here.moves) return;
    const at = jobs.findIndex(({ id }) => id === here.id);
    keepInView(scroller.current, rowHeight, at);
    const link = scroller.current?.querySelector<HTMLElement>(`[data-id="${here.id}"] a`);
    if (!link && at >= 0) return; // drawn after the scrolling
    done.current = here.moves;
    link?.focus({ preventScroll: true });
  });
}

function idOfRow(target: Element): string {
  return target.closest<HTMLElement>('[data-id]')?.dataset.id ?? '';
}

function keepInView(scroller: HTMLElement | null, rowHeight: number, row: number): void {
  if (!scroller || row < 0) return;
  const top = row * rowHeight;
  if (top < scroller.scrollTop) scroller.scrollTop = top;
  const headHeight = scroller.firstElementChild?.clientHeight ?? 0; // it covers the first rows that are scrolled away
  const bottom = headHeight + top + rowHeight - scroller.clientHeight;
  if (bottom > scroller.scrollTop) scroller.scrollTop = bottom;
}
