import type { BulkActionList } from '../../contract/types.ts';
import { listBulkActions as readBulkActions } from '../../jobs/bulk-store.ts';
import { viewerOf } from '../authenticate.ts';
import type { Route } from '../context.ts';
import { presentBulkAction } from '../present-bulk-action.ts';

const MAX_SHOWN = 100;

/** GET /api/bulk-actions: the latest ones. */
export const listBulkActions: Route =
  ({ core }) =>
  async (_req, res) => {
    const actions = await readBulkActions(core.pool, viewerOf(res), MAX_SHOWN);
    const answer: BulkActionList = { items: actions.map(presentBulkAction) };
    res.json(answer);
  };
