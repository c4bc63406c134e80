import { useCallback, useMemo, useRef } from 'react';
import type { JobFilter } from '../../client/index.ts';
import { BulkBar } from '../bulk/bulk-bar.tsx';
import { useJobList } from '../data/use-store.ts';
import { FaultNotice } from '../shell/fault-notice.tsx';
import { go, type Route } from '../shell/route.ts';
import { useShortcuts } from '../shell/shortcuts.tsx';
import { EmptyJobs } from './empty-jobs.tsx';
import { JobTable } from './job-table.tsx';
import { chipsOf, hrefOfList, readListView, statusesOf, type ListView } from './list-view.ts';
import { Filters } from './filters.tsx';
import { useSelection } from './selection.ts';
import { Tabs } from './tabs.tsx';
import { useHere } from './use-here.ts';

/** The list of jobs: live, filtered by what stands in the address. */
export function JobsPage({ route }: { route: Route }) {
  const { params } = route;
  const view = useMemo(() => readListView(params), [params]);
  const filter = filterOf(view);
  const list = useJobList(filter);
  const ids = useMemo(() => list.jobs.map(({ id }) => id), [list.jobs]);
  const selection = useSelection(ids);
  const { here, move, set: setHere } = useHere(ids);
  const search = useRef<HTMLInputElement>(null);
  const show = useCallback((next: ListView) => go(hrefOfList(next), 'replace'), []);
  const idHere = ids.includes(here.id) ? here.id : null;

  useShortcuts({
    '/': () => search.current?.focus(),
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    x: () => idHere && selection.select(idHere, !selection.ids.has(idHere), false),
    Escape: () => selection.clear(),
  });

  const isFiltered = view.tab !== 'all' || !!view.q || !!view.type || chipsOf(view).length > 0;
  return (
    <div className="page">
      <div className="page-head">
        <h1>Jobs</h1>
        <Tabs view={view} />
      </div>
      <Filters view={view} onChange={show} search={search} />
      {list.error && <FaultNotice error={list.error} onAgain={list.refresh} />}
      {list.isLoaded && list.jobs.length === 0 ? (
        <EmptyJobs isFiltered={isFiltered} onClear={() => show(readListView(new URLSearchParams()))} />
      ) : (
        (list.isLoaded || !list.error) && <JobTable list={list} selection={selection} here={here} onHere={setHere} />
      )}
      {selection.ids.size > 0 && (
        <BulkBar selection={selection} jobs={list.jobs} filter={filter} hasMore={list.hasMore} />
      )}
    </div>
  );
}

function filterOf({ tab, q, type, tag, userId, sessionId }: ListView): JobFilter {
  const status = statusesOf(tab);
  return {
    pageSize: 100,
    ...(status.length > 0 && { status: [...status] }),
    ...(q && { q }),
    ...(type && { type }),
    ...(tag && { tag }),
    ...(userId && { userId }),
    ...(sessionId && { sessionId }),
  } as JobFilter;
}
