import type { Queryable } from '../db/pool.ts';
import type { Viewer } from '../jobs/viewer.ts';
import { findDataset } from './dataset-store.ts';

/** Rows deleted in one statement, which then takes well below a second. */
const ROWS_AT_ONCE = 10_000;
/** Data sets looked up at a time. */
const DATASETS_AT_ONCE = 100;

/** Takes a data set away from everybody at once; its rows go with the next cleaning. False when there is none to see. */
export async function deleteDataset(db: Queryable, viewer: Viewer, datasetId: string): Promise<boolean> {
  const dataset = await findDataset(db, viewer, datasetId);
  if (!dataset) return false;
  const rows = await db.query(
    `update pressroom.datasets set state = 'dropped' where id = $1 and state = 'ready' returning id`,
    [dataset.id],
  );
  return rows.length === 1;
}

/**
 * Removes the data sets that are past their time, deleted, or left behind by a job that did not complete. In small
 * statements: one that is stopped or fails loses nothing, and several processes may do so at once.
 *
 * @param shouldStop asked between statements; what is left then is left to the next call.
 * @returns how many were removed.
 */
export async function removeExpiredDatasets(db: Queryable, shouldStop: () => boolean = () => false): Promise<number> {
  let removed = 0;
  for (;;) {
    const due = await findRemovable(db);
    for (const { id } of due) {
      if (!(await removeRows(db, id, shouldStop))) return removed;
      await db.query('delete from pressroom.datasets where id = $1', [id]);
      removed += 1;
    }
    if (due.length < DATASETS_AT_ONCE) return removed;
  }
}

function findRemovable(db: Queryable): Promise<{ id: string }[]> {
  return db.query(
    `select id from pressroom.datasets
     where state = 'dropped' or (state = 'ready' and expires_at <= pressroom.clock()) limit ${DATASETS_AT_ONCE}`,
  );
}

/** Removes the rows and refusals of a data set that nobody can see any more. False when it was stopped before the end. */
export async function removeRows(
  db: Queryable,
  datasetId: string,
  shouldStop: () => boolean = () => false,
): Promise<boolean> {
  const rowsAreGone = await removeAll(db, 'dataset_rows', datasetId, shouldStop);
  return rowsAreGone && (await removeRejects(db, datasetId, shouldStop));
}

/** Removes what is known of refused records. */
export function removeRejects(
  db: Queryable,
  datasetId: string,
  shouldStop: () => boolean = () => false,
): Promise<boolean> {
  return removeAll(db, 'dataset_rejects', datasetId, shouldStop);
}

async function removeAll(
  db: Queryable,
  table: 'dataset_rows' | 'dataset_rejects',
  datasetId: string,
  shouldStop: () => boolean,
): Promise<boolean> {
  let count = ROWS_AT_ONCE;
  while (count === ROWS_AT_ONCE) {
    if (shouldStop()) return false;
    count = await removeSome(db, table, datasetId);
  }
  return true;
}

async function removeSome(
  db: Queryable,
  table: 'dataset_rows' | 'dataset_rejects',
  datasetId: string,
): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    `with gone as (
       delete from pressroom.${table} r using (
         select no from pressroom.${table} where dataset_id = $1 order by no limit ${ROWS_AT_ONCE}
       ) few where r.dataset_id = $1 and r.no = few.no returning 1
     ) select count(*) as count from gone`,
    [datasetId],
  );
  return row?.count ?? 0;
}
