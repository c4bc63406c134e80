import { mayDo, type Principal, type Scope } from '../access/principal.ts';
import type { BulkAction as BulkActionAnswer } from '../contract/types.ts';
import { Problem } from '../errors.ts';
import type { BulkAction, BulkDeed, SkipReason } from '../jobs/bulk-action.ts';

/** When asking again is worth it, while an action goes on. */
export const BULK_POLL_SECONDS = 1;

const SCOPES: Readonly<Record<BulkDeed, Scope>> = {
  cancel: 'jobs:cancel',
  retry: 'jobs:create',
  delete: 'jobs:delete',
};

/** What may be done to one job may be done to many. @throws Problem `forbidden` */
export function demandDeed(principal: Principal, action: BulkDeed): void {
  const scope = SCOPES[action];
  if (!mayDo(principal, scope)) throw new Problem('forbidden', `The credential lacks the scope ${scope}.`);
}

export function bulkActionUrl(id: string): string {
  return `/api/bulk-actions/${id}`;
}

export function presentBulkAction(action: BulkAction): BulkActionAnswer {
  const { id, matched, done, failed } = action;
  const reasons = Object.entries(action.skipped) as [SkipReason, number][];
  const skipped = reasons.reduce((sum, [, count]) => sum + count, 0);
  const self = bulkActionUrl(id);
  return {
    id,
    action: action.action,
    status: action.status,
    filter: action.filter as BulkActionAnswer['filter'], // the contract let no other in
    reason: action.reason,
    counts: { matched, done, skipped, failed, left: matched - done - skipped - failed },
    skipped: reasons.map(([reason, count]) => ({ reason, count })),
    failures: action.failures.map(({ jobId, detail }) => ({ jobId, detail })),
    createdBy: action.createdBy,
    createdAt: action.createdAt.toISOString(),
    startedAt: action.startedAt?.toISOString() ?? null,
    finishedAt: action.finishedAt?.toISOString() ?? null,
    expiresAt: action.expiresAt?.toISOString() ?? null,
    links: { self, abort: action.finishedAt ? null : `${self}/abort` },
  };
}
