import { findDataset, type DatasetRecord } from '../datasets/dataset-store.ts';
import { Problem } from '../errors.ts';
import type { Viewer } from '../jobs/viewer.ts';
import type { HttpContext } from './context.ts';

/**
 * The data set of a path, if the viewer may see it.
 *
 * @throws Problem `not-found`, the same for one that never was, one that is gone and one that is not the viewer's
 */
export async function requireDataset(
  { core }: Pick<HttpContext, 'core'>,
  viewer: Viewer,
  datasetId: string,
): Promise<DatasetRecord> {
  const dataset = await findDataset(core.pool, viewer, datasetId);
  if (!dataset) throw new Problem('not-found', 'There is no such data set.');
  return dataset;
}
