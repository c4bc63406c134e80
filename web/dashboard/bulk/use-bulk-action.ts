import { useEffect, useState } from 'react';
import type { BulkAction, BulkActionKind } from '../../client/index.ts';
import type { JobFilter } from '../../client/index.ts';
import { randomId } from '../../client/index.ts';
import { useClient } from '../data/session.tsx';
import { faultSentence } from '../shell/fault-notice.tsx';
import { say } from '../shell/toasts.tsx';

const LOOK_MS = 700;

export type BulkTarget = { jobIds: string[] } | { filter: JobFilter };

/** An action on many jobs: it goes on in the service, also when this page is closed. */
export function useBulkAction(): [BulkAction | null, (kind: BulkActionKind, target: BulkTarget) => void, () => void] {
  const client = useClient();
  const [action, setAction] = useState<BulkAction | null>(null);
  const fail = (error: unknown): void => say(faultSentence(error), 'bad');
  const isOpen = action !== null && action.finishedAt === null;
  useEffect(() => {
    if (!action || !isOpen) return undefined;
    const stop = new AbortController();
    const look = setTimeout(() => {
      const path = { bulkActionId: action.id };
      client.call('getBulkAction', { path, signal: stop.signal }).then(setAction, () => setAction({ ...action }));
    }, LOOK_MS);
    return () => {
      stop.abort();
      clearTimeout(look);
    };
  }, [client, action, isOpen]);
  return [
    action,
    (kind, target) => {
      const body = { action: kind, ...('filter' in target ? { filter: withoutPaging(target.filter) } : target) };
      const headers = { 'Idempotency-Key': randomId() };
      client.call('createBulkAction', { body, headers }).then(setAction, fail);
    },
    () => {
      if (action) client.call('abortBulkAction', { path: { bulkActionId: action.id } }).then(setAction, fail);
    },
  ];
}

function withoutPaging(filter: JobFilter): JobFilter {
  return Object.fromEntries(Object.entries(filter).filter(([name]) => !name.startsWith('page'))) as JobFilter;
}
