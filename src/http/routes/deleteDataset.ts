import { deleteDataset as takeAway } from '../../datasets/remove-datasets.ts';
import { Problem } from '../../errors.ts';
import { viewerOf } from '../authenticate.ts';
import type { Route } from '../context.ts';

/** DELETE /api/datasets/{datasetId}: nobody sees it from now on; housekeeping removes its rows. */
export const deleteDataset: Route = (context) => async (req, res) => {
  const isGone = await takeAway(context.core.pool, viewerOf(res), String(req.params.datasetId));
  if (!isGone) throw new Problem('not-found', 'There is no such data set.');
  res.status(204).end();
};
