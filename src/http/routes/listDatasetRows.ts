import { hasRowsAfter, readDatasetRows } from '../../datasets/dataset-store.ts';
import { viewerOf } from '../authenticate.ts';
import type { Route } from '../context.ts';
import { presentRows } from '../present-dataset.ts';
import { requireDataset } from '../require-dataset.ts';

const DEFAULT_PAGE_SIZE = 100;

/** The query as the contract lets it in. */
interface RowsQuery {
  after?: number;
  pageSize?: number;
}

/** GET /api/datasets/{datasetId}/rows: a page of rows, shorter than asked for where rows are large. */
export const listDatasetRows: Route = (context) => async (req, res) => {
  const { id } = await requireDataset(context, viewerOf(res), String(req.params.datasetId));
  const { after = 0, pageSize = DEFAULT_PAGE_SIZE } = req.query as RowsQuery;
  const { pool } = context.core;
  const rows = await readDatasetRows(pool, id, after, pageSize);
  const last = rows.at(-1);
  const hasMore = last !== undefined && (await hasRowsAfter(pool, id, last.no));
  res.set('Cache-Control', 'no-store').json(presentRows(rows, hasMore));
};
