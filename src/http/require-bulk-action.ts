import type { Request } from 'express';
import type { Queryable } from '../db/pool.ts';
import { Problem } from '../errors.ts';
import type { BulkAction } from '../jobs/bulk-action.ts';
import { findBulkAction } from '../jobs/bulk-store.ts';
import type { Viewer } from '../jobs/viewer.ts';

/** The action of a path, if the viewer may see it. @throws Problem `not-found` */
export async function requireBulkAction(db: Queryable, viewer: Viewer, req: Request): Promise<BulkAction> {
  const action = await findBulkAction(db, viewer, String(req.params.bulkActionId));
  if (!action) throw new Problem('not-found', 'There is no such bulk action.');
  return action;
}
