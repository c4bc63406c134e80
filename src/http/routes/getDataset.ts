import { viewerOf } from '../authenticate.ts';
import type { Route } from '../context.ts';
import { presentDataset } from '../present-dataset.ts';
import { requireDataset } from '../require-dataset.ts';

/** GET /api/datasets/{datasetId}: what is known of a data set. */
export const getDataset: Route = (context) => async (req, res) => {
  const dataset = await requireDataset(context, viewerOf(res), String(req.params.datasetId));
  res.set('Cache-Control', 'no-store').json(presentDataset(dataset));
};
