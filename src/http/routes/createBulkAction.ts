import type { BulkActionCreate } from '../../contract/types.ts';
import { Problem } from '../../errors.ts';
import type { BulkAction } from '../../jobs/bulk-action.ts';
import { findBulkAction } from '../../jobs/bulk-store.ts';
import { createBulkAction as writeDown } from '../../jobs/create-bulk-action.ts';
import { principalOf, viewerOf } from '../authenticate.ts';
import { refuseOtherUser } from '../bound-user.ts';
import type { Route } from '../context.ts';
import { idempotencyOf } from '../idempotency-key.ts';
import { readJobFilter } from '../job-filter.ts';
import { patientCore } from '../patient-core.ts';
import { BULK_POLL_SECONDS, bulkActionUrl, demandDeed, presentBulkAction } from '../present-bulk-action.ts';

/** POST /api/bulk-actions: notes which jobs are meant, and answers; what is to be done to them is done by whoever has time. */
export const createBulkAction: Route = (context) => async (req, res) => {
  const principal = principalOf(res);
  const body = req.body as BulkActionCreate;
  const filter = body.filter ?? {};
  demandDeed(principal, body.action);
  refuseOtherUser(principal, filter.userId);
  const core = await patientCore(context, res); // many jobs may match
  const outcome = await writeDown(core, viewerOf(res), {
    action: body.action,
    filter: body.filter ?? null,
    jobs: readJobFilter(filter),
    jobIds: body.jobIds ?? null,
    reason: body.reason ?? null,
    createdBy: principal.userId ?? principal.id,
    idempotency: idempotencyOf(req, principal, 'createBulkAction', body),
  });
  if (outcome.kind === 'key-reused')
    throw new Problem('idempotency-key-reused', 'The Idempotency-Key was used with another body.');
  const action = await findBulkAction(core.pool, viewerOf(res), outcome.id);
  if (!action) throw new Problem('not-found', 'The bulk action that this Idempotency-Key made is forgotten.');
  if (outcome.kind === 'replayed') res.set('Idempotency-Replayed', 'true');
  else context.log.info(fact(action));
  if (!action.finishedAt) res.set('Retry-After', String(BULK_POLL_SECONDS));
  res.status(202).set('Location', bulkActionUrl(action.id)).json(presentBulkAction(action));
};

function fact({ id, action, tenant, createdBy, matched }: BulkAction): object {
  return { event: 'bulk-action.created', bulkActionId: id, action, tenant, by: createdBy, matched };
}
