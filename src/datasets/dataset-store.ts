import type { Queryable } from '../db/pool.ts';
import { isJobId, viewerValues, type Viewer } from '../jobs/viewer.ts';

/** Reads of data sets that are ready, for those who may see them. */

export type DatasetColumnType = 'text' | 'integer' | 'decimal' | 'date' | 'datetime' | 'boolean';

export interface DatasetColumn {
  header: string;
  type: DatasetColumnType;
}

export interface DatasetRecord {
  id: string;
  name: string;
  /** The job that stored it; it may be gone. */
  jobId: string;
  columns: DatasetColumn[];
  rowCount: number;
  rejectedCount: number;
  /** Of the file that was read; lower-case hex. */
  sourceSha256: string;
  userId: string | null;
  createdAt: Date;
  expiresAt: Date;
}

const COLUMNS = `s.id, s.name, s.job_id as "jobId", s.columns, s.row_count as "rowCount",
  s.rejected_count as "rejectedCount", s.source_sha256 as "sourceSha256", s.user_id as "userId",
  s.created_at as "createdAt", s.expires_at as "expiresAt"`;

const READY = `s.state = 'ready' and s.expires_at > pressroom.clock()`;

/** As for jobs: what of the viewer is set narrows. The parameters are $1..$4. */
const VISIBLE = `${READY} and s.tenant = $1 and ($2::text is null or s.user_id = $2)
  and ($3::text is null or s.session_id = $3) and ($4::uuid[] is null or s.job_id = any($4))`;

export async function findDataset(db: Queryable, viewer: Viewer, datasetId: string): Promise<DatasetRecord | null> {
  if (!isJobId(datasetId)) return null;
  const rows = await db.query<DatasetRecord>(
    `select ${COLUMNS} from pressroom.datasets s where ${VISIBLE} and s.id = $5`,
    [...viewerValues(viewer), datasetId],
  );
  return rows[0] ?? null;
}

/**
 * The newest data set that was read from a file of this digest, of the same user (or of none, as its job). Another user's
 * is none, also to a job for nobody: its name is not for everybody who sees that job, and its user may delete it.
 */
export async function findDatasetOfFile(
  db: Queryable,
  owner: { tenant: string; userId: string | null },
  sourceSha256: string,
): Promise<DatasetRecord | null> {
  const rows = await db.query<DatasetRecord>(
    `select ${COLUMNS} from pressroom.datasets s
     where ${READY} and s.tenant = $1 and s.user_id is not distinct from $2::text and s.source_sha256 = $3
     order by s.id desc limit 1`,
    [owner.tenant, owner.userId, sourceSha256],
  );
  return rows[0] ?? null;
}

/**
 * A data set that a job may read: its tenant's, and its user's or nobody's in particular. What belongs to no user passes
 * because whoever made the job was asked then: a service may hand a set of its own to a job that it makes for a user.
 */
export async function findDatasetForJob(
  db: Queryable,
  job: { tenant: string; userId: string | null },
  datasetId: string,
): Promise<DatasetRecord | null> {
  if (!isJobId(datasetId)) return null;
  const rows = await db.query<DatasetRecord>(
    `select ${COLUMNS} from pressroom.datasets s
     where ${READY} and s.tenant = $1 and ($2::text is null or s.user_id is null or s.user_id = $2) and s.id = $3`,
    [job.tenant, job.userId, datasetId],
  );
  return rows[0] ?? null;
}

/**
 * Which of these a caller may give to a job: those that the caller sees and that the job will see.
 *
 * @param jobUserId the user that the job is for
 */
export async function readableDatasets(
  db: Queryable,
  viewer: Viewer,
  jobUserId: string | null,
  ids: string[],
): Promise<Set<string>> {
  const rows = await db.query<{ id: string }>(
    `select s.id from pressroom.datasets s
     where ${VISIBLE} and ($5::text is null or s.user_id is null or s.user_id = $5) and s.id = any($6::uuid[])`,
    [...viewerValues(viewer), jobUserId, ids.filter(isJobId)],
  );
  return new Set(rows.map(({ id }) => id));
}

export interface StoredRow {
  /** The number of the record in the file. */
  no: number;
  /** A JSON array, as text: one value a column. */
  json: string;
}

/** What a page of rows has at most, in characters of JSON; but always one row. */
const MAX_PAGE_CHARS = 4 * 1024 * 1024;

/**
 * Rows after a number, in the order of the file: fewer than `limit` also where they are large. None: that was the last.
 * The caller has made sure that they may be seen.
 */
export function readDatasetRows(
  db: Queryable,
  datasetId: string,
  afterNo: number,
  limit: number,
): Promise<StoredRow[]> {
  return db.query<StoredRow>(
    `with sized as (
       select f.no, row_number() over (order by f.no) as place,
         sum(length(f."values"::text)) over (order by f.no) as size
       from (
         select r.no, r."values" from pressroom.dataset_rows r
         where r.dataset_id = $1 and r.no > $2 order by r.no limit $3
       ) f
     )
     select r.no, r."values"::text as json from sized join pressroom.dataset_rows r on r.dataset_id = $1 and r.no = sized.no
     where sized.size <= ${MAX_PAGE_CHARS} or sized.place = 1 order by r.no`,
    [datasetId, afterNo, limit],
  );
}

export async function hasRowsAfter(db: Queryable, datasetId: string, no: number): Promise<boolean> {
  const rows = await db.query('select 1 from pressroom.dataset_rows where dataset_id = $1 and no > $2 limit 1', [
    datasetId,
    no,
  ]);
  return rows.length > 0;
}
