import { abortAction } from '../../jobs/bulk-store.ts';
import { principalOf, viewerOf } from '../authenticate.ts';
import type { Route } from '../context.ts';
import { demandDeed, presentBulkAction } from '../present-bulk-action.ts';
import { requireBulkAction } from '../require-bulk-action.ts';

/** POST /api/bulk-actions/{bulkActionId}/abort: nothing more is done of it. */
export const abortBulkAction: Route =
  ({ core }) =>
  async (req, res) => {
    const { id, action } = await requireBulkAction(core.pool, viewerOf(res), req);
    demandDeed(principalOf(res), action);
    await abortAction(core.pool, id);
    res.json(presentBulkAction(await requireBulkAction(core.pool, viewerOf(res), req)));
  };
