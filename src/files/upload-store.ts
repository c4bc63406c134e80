import type { Queryable } from '../db/pool.ts';
import { isJobId, type Viewer } from '../jobs/viewer.ts';
import type { BlobPlace } from '../storage/blob-stores.ts';

/** SQL on `uploads`. One is there only when its bytes are whole. */

export interface UploadRecord extends BlobPlace {
  id: string;
  name: string;
  mediaType: string;
  sizeBytes: number;
  /** Lower-case hex. */
  sha256: string;
  userId: string | null;
  createdAt: Date;
  expiresAt: Date;
}

export interface NewUpload {
  id: string;
  tenant: string;
  /** The user that the sender's credential is bound to. */
  userId: string | null;
  name: string;
  mediaType: string;
  retentionSeconds: number;
}

export const UPLOAD_COLUMNS = `u.id, u.name, u.media_type as "mediaType", b.size_bytes as "sizeBytes", b.sha256,
  u.user_id as "userId", u.created_at as "createdAt", u.expires_at as "expiresAt", u.blob_id as "blobId", b.store`;

/** As for jobs: what of the viewer is set narrows. An upload belongs to no session and no job. The parameters are $1..$4. */
const VISIBLE = `u.tenant = $1 and ($2::text is null or u.user_id = $2) and $3::text is null and $4::uuid[] is null`;

/** Its blob has the same id. */
export async function insertUpload(db: Queryable, upload: NewUpload): Promise<UploadRecord> {
  const { id, tenant, userId, name, mediaType, retentionSeconds } = upload;
  const [record] = await db.query<UploadRecord>(
    `with u as (
       insert into pressroom.uploads (id, tenant, user_id, name, media_type, blob_id, created_at, expires_at)
       values ($1, $2, $3, $4, $5, $1, pressroom.clock(), pressroom.clock() + $6 * interval '1 second') returning *
     )
     select ${UPLOAD_COLUMNS} from u join pressroom.blobs b on b.id = u.blob_id`,
    [id, tenant, userId, name, mediaType, retentionSeconds],
  );
  if (!record) throw new Error(`Upload ${id} was not stored`);
  return record;
}

export async function findUpload(db: Queryable, viewer: Viewer, id: string): Promise<UploadRecord | null> {
  if (!isJobId(id)) return null;
  const rows = await db.query<UploadRecord>(
    `select ${UPLOAD_COLUMNS} from pressroom.uploads u join pressroom.blobs b on b.id = u.blob_id
     where ${VISIBLE} and u.id = $5`,
    [...valuesOf(viewer), id],
  );
  return rows[0] ?? null;
}

/** Locks an upload that the viewer may see: no new job can be told of it meanwhile. */
export async function lockUpload(db: Queryable, viewer: Viewer, id: string): Promise<{ blobId: string } | null> {
  const rows = await db.query<{ blobId: string }>(
    `select u.blob_id as "blobId" from pressroom.uploads u where ${VISIBLE} and u.id = $5 for update`,
    [...valuesOf(viewer), id],
  );
  return rows[0] ?? null;
}

/** Locks uploads that are past their time and that no unfinished job reads. */
export function lockExpiredUploads(db: Queryable, limit: number): Promise<{ id: string; blobId: string }[]> {
  return db.query(
    `select u.id, u.blob_id as "blobId" from pressroom.uploads u
     where u.expires_at <= pressroom.clock() and not exists (${PINS})
     order by u.expires_at limit $1 for update skip locked`,
    [limit],
  );
}

/** Of the uploads that are locked, those that an unfinished job reads. */
export async function pinnedAmong(db: Queryable, ids: string[]): Promise<Set<string>> {
  const rows = await db.query<{ id: string }>(
    `select u.id from pressroom.uploads u where u.id = any($1::uuid[]) and exists (${PINS})`,
    [ids],
  );
  return new Set(rows.map(({ id }) => id));
}

const PINS = `select 1 from pressroom.job_uploads j join pressroom.document_jobs d on d.id = j.job_id
  where j.upload_id = u.id and d.finished_at is null`;

export async function deleteUploads(db: Queryable, ids: string[]): Promise<void> {
  await db.query('delete from pressroom.uploads where id = any($1::uuid[])', [ids]);
}

function valuesOf(viewer: Viewer): unknown[] {
  return [viewer.tenant, viewer.userId, viewer.sessionId, viewer.jobIds];
}
