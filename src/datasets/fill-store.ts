import type { Queryable } from '../db/pool.ts';
import { FENCE, type LeaseKey } from '../jobs/lease-store.ts';
import type { DatasetColumn } from './dataset-store.ts';

/** SQL on a data set that is being filled. Whoever calls it holds the job's lease, and its row's lock where rows are written. */

export interface Filling {
  datasetId: string;
  state: 'filling' | 'whole';
  name: string;
  columns: DatasetColumn[];
  /** Every record of the file up to this one has been stored or refused. */
  lastNo: number;
  rowCount: number;
  rejectedCount: number;
}

const FILLING_COLUMNS = `s.id as "datasetId", s.state, s.name, s.columns, s.last_no as "lastNo",
  s.row_count as "rowCount", s.rejected_count as "rejectedCount"`;

/** The data set of a job, as an earlier attempt left it. */
export async function findFilling(db: Queryable, jobId: string): Promise<Filling | null> {
  const rows = await db.query<Filling>(
    `select ${FILLING_COLUMNS} from pressroom.datasets s where s.job_id = $1 and s.state in ('filling', 'whole')`,
    [jobId],
  );
  return rows[0] ?? null;
}

export interface NewDataset {
  id: string;
  name: string;
  columns: DatasetColumn[];
  sourceSha256: string;
  retentionSeconds: number;
}

/**
 * Begins a data set, in the job's name, if the lease still holds it. The job's row is locked: a data set that came when the
 * job has just ended would be settled by nobody.
 */
export async function insertDataset(db: Queryable, lease: LeaseKey, dataset: NewDataset): Promise<Filling | null> {
  const rows = await db.query<Filling>(
    `insert into pressroom.datasets as s
       (id, tenant, user_id, session_id, job_id, name, columns, source_sha256, state, retention_seconds, created_at)
     select $3, d.tenant, d.user_id, d.session_id, d.id, $4, $5::json, $6, 'filling', $7, pressroom.clock()
     from pressroom.document_jobs d where ${FENCE} for share of d
     returning ${FILLING_COLUMNS}`,
    [
      lease.jobId,
      lease.token,
      dataset.id,
      dataset.name,
      JSON.stringify(dataset.columns),
      dataset.sourceSha256,
      dataset.retentionSeconds,
    ],
  );
  return rows[0] ?? null;
}

/** Keeps the job's row as it is until the transaction ends, if the lease still holds the job: it cannot be taken meanwhile. */
export async function holdJob(db: Queryable, lease: LeaseKey): Promise<boolean> {
  const rows = await db.query(`select 1 from pressroom.document_jobs d where ${FENCE} for share`, [
    lease.jobId,
    lease.token,
  ]);
  return rows.length === 1;
}

export interface NewRow {
  no: number;
  line: number;
  /** A JSON array, as text. */
  json: string;
  /** Lower-case hex; rows with the same one are the same row to the data set. */
  keyDigest: string | null;
}

/** Adds rows. @returns the numbers of those that are in now; the others have a key digest that another row has. */
export async function insertRows(db: Queryable, datasetId: string, rows: NewRow[]): Promise<Set<number>> {
  const inserted = await db.query<{ no: number }>(
    `insert into pressroom.dataset_rows (dataset_id, no, "values", key_digest)
     select $1, r.no, r.json::json, decode(r.digest, 'hex')
     from unnest($2::integer[], $3::text[], $4::text[]) as r (no, json, digest) order by r.no
     on conflict (dataset_id, key_digest) where key_digest is not null do nothing returning no`,
    [datasetId, rows.map((row) => row.no), rows.map((row) => row.json), rows.map((row) => row.keyDigest)],
  );
  return new Set(inserted.map((row) => row.no));
}

/** Which row has each of these key digests. */
export async function findByKey(db: Queryable, datasetId: string, digests: string[]): Promise<Map<string, number>> {
  const rows = await db.query<{ digest: string; no: number }>(
    `select encode(r.key_digest, 'hex') as digest, r.no
     from unnest($2::text[]) as wanted (digest)
     join pressroom.dataset_rows r on r.dataset_id = $1 and r.key_digest = decode(wanted.digest, 'hex')`,
    [datasetId, digests],
  );
  return new Map(rows.map(({ digest, no }) => [digest, no]));
}

/** One thing that is wrong with a record. */
export interface RowFault {
  /** The header; null: the record as a whole. */
  column: string | null;
  /** The beginning of what stands there. */
  value: string;
  reason: string;
}

export interface RejectedRow {
  no: number;
  line: number;
  faults: RowFault[];
}

export async function insertRejects(db: Queryable, datasetId: string, rejected: RejectedRow[]): Promise<void> {
  if (rejected.length === 0) return;
  await db.query(
    `insert into pressroom.dataset_rejects (dataset_id, no, line, faults)
     select $1, r.no, r.line, r.faults::json from unnest($2::integer[], $3::integer[], $4::text[]) as r (no, line, faults)`,
    [
      datasetId,
      rejected.map((row) => row.no),
      rejected.map((row) => row.line),
      rejected.map((row) => JSON.stringify(row.faults)),
    ],
  );
}

/** Notes how far the filling has come. @returns null when the data set is not being filled any more. */
export async function advance(
  db: Queryable,
  datasetId: string,
  to: { lastNo: number; rows: number; rejected: number },
): Promise<Pick<Filling, 'lastNo' | 'rowCount' | 'rejectedCount'> | null> {
  const rows = await db.query<Pick<Filling, 'lastNo' | 'rowCount' | 'rejectedCount'>>(
    `update pressroom.datasets s set last_no = $2, row_count = s.row_count + $3, rejected_count = s.rejected_count + $4
     where s.id = $1 and s.state = 'filling' and s.last_no < $2
     returning s.last_no as "lastNo", s.row_count as "rowCount", s.rejected_count as "rejectedCount"`,
    [datasetId, to.lastNo, to.rows, to.rejected],
  );
  return rows[0] ?? null;
}

export async function setState(db: Queryable, datasetId: string, state: 'whole' | 'dropped'): Promise<void> {
  await db.query(`update pressroom.datasets set state = $2 where id = $1 and state in ('filling', 'whole')`, [
    datasetId,
    state,
  ]);
}

/** Refused records after a number, in the order of the file. */
export function readRejects(db: Queryable, datasetId: string, afterNo: number, limit: number): Promise<RejectedRow[]> {
  return db.query<RejectedRow>(
    `select r.no, r.line, r.faults from pressroom.dataset_rejects r
     where r.dataset_id = $1 and r.no > $2 order by r.no limit $3`,
    [datasetId, afterNo, limit],
  );
}
