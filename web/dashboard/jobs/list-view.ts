import type { JobStatusName } from '../../client/index.ts';
import { hrefTo } from '../shell/route.ts';
import { LIVE } from '../words/statuses.ts';

/** What the list shows; all of it stands in the address. */
export interface ListView {
  tab: TabName;
  q: string;
  type: string;
  tag: string;
  userId: string;
  sessionId: string;
}

export type TabName = 'active' | 'completed' | 'failed' | 'all';

export const TABS: readonly {
  name: TabName;
  word: string;
  /** Said too where there is room. */
  more?: string;
  statuses: readonly JobStatusName[];
}[] = [
  { name: 'active', word: 'Running', more: ' and waiting', statuses: LIVE },
  { name: 'completed', word: 'Completed', statuses: ['completed'] },
  { name: 'failed', word: 'Failed', statuses: ['failed', 'expired'] },
  { name: 'all', word: 'All', statuses: [] },
];

export function statusesOf(tab: TabName): readonly JobStatusName[] {
  return TABS.find(({ name }) => name === tab)?.statuses ?? [];
}

export function readListView(params: URLSearchParams): ListView {
  const tab = TABS.find(({ name }) => name === params.get('tab'))?.name ?? 'all';
  const text = (name: string): string => params.get(name) ?? '';
  return { tab, q: text('q'), type: text('type'), tag: text('tag'), userId: text('user'), sessionId: text('session') };
}

export function hrefOfList({ tab, q, type, tag, userId, sessionId }: ListView): string {
  return hrefTo('jobs', { tab: tab === 'all' ? '' : tab, q, type, tag, user: userId, session: sessionId });
}

/** The filters besides the tab and the search, as words that can be taken away one by one. */
export function chipsOf(view: ListView): { word: string; without: ListView }[] {
  const chips: { word: string; without: ListView }[] = [];
  if (view.tag) chips.push({ word: `Tag ${view.tag}`, without: { ...view, tag: '' } });
  if (view.userId) chips.push({ word: `User ${view.userId}`, without: { ...view, userId: '' } });
  if (view.sessionId) chips.push({ word: `Session ${view.sessionId}`, without: { ...view, sessionId: '' } });
  return chips;
}
