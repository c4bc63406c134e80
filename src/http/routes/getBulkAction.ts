import { viewerOf } from '../authenticate.ts';
import type { Route } from '../context.ts';
import { BULK_POLL_SECONDS, presentBulkAction } from '../present-bulk-action.ts';
import { requireBulkAction } from '../require-bulk-action.ts';

/** GET /api/bulk-actions/{bulkActionId}: how far it has come. */
export const getBulkAction: Route =
  ({ core }) =>
  async (req, res) => {
    const action = await requireBulkAction(core.pool, viewerOf(res), req);
    if (!action.finishedAt) res.set('Retry-After', String(BULK_POLL_SECONDS));
    res.json(presentBulkAction(action));
  };
