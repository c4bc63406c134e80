import type { Queryable } from '../db/pool.ts';
import { isJobId, type Viewer } from '../jobs/viewer.ts';
import { readBlob, type BlobPlace, type BlobStores } from '../storage/blob-stores.ts';

/** A stored file that an input names. */
export type FileReference = { uploadId: string } | { artifact: { jobId: string; name: string } };

/** A stored file, whole. */
export interface StoredFile {
  name: string;
  mediaType: string;
  sizeBytes: number;
  /** Lower-case hex. */
  sha256: string;
  /** Its bytes from the first to the last, no faster than they are taken. @throws StoreError */
  read(): AsyncGenerator<Buffer>;
}

/**
 * Finds a file for a job: its tenant's, and its user's or nobody's in particular. What belongs to no user passes, because
 * whoever made the job was asked then: a service may hand a file of its own to a job that it makes for a user.
 *
 * @returns null when there is none: it is gone, or somebody else's
 */
export async function openFile(
  core: { pool: Queryable; blobs: BlobStores },
  owner: Pick<Viewer, 'tenant' | 'userId'>,
  reference: FileReference,
): Promise<StoredFile | null> {
  const found =
    'uploadId' in reference
      ? await findUploadedFile(core.pool, owner, reference.uploadId)
      : await findMadeFile(core.pool, owner, reference.artifact);
  if (!found) return null;
  const { name, mediaType, sizeBytes, sha256 } = found;
  return { name, mediaType, sizeBytes, sha256, read: () => readBlob(core.blobs, found) };
}

type FoundFile = Omit<StoredFile, 'read'> & BlobPlace;

const FILE_COLUMNS = `f.name, f.media_type as "mediaType", b.size_bytes as "sizeBytes", b.sha256, f.blob_id as "blobId", b.store`;

async function findUploadedFile(
  db: Queryable,
  { tenant, userId }: Pick<Viewer, 'tenant' | 'userId'>,
  id: string,
): Promise<FoundFile | null> {
  if (!isJobId(id)) return null;
  const rows = await db.query<FoundFile>(
    `select ${FILE_COLUMNS} from pressroom.uploads f join pressroom.blobs b on b.id = f.blob_id
     where f.tenant = $1 and ($2::text is null or f.user_id is null or f.user_id = $2) and f.id = $3`,
    [tenant, userId, id],
  );
  return rows[0] ?? null;
}

async function findMadeFile(
  db: Queryable,
  { tenant, userId }: Pick<Viewer, 'tenant' | 'userId'>,
  { jobId, name }: { jobId: string; name: string },
): Promise<FoundFile | null> {
  if (!isJobId(jobId)) return null;
  const rows = await db.query<FoundFile>(
    `select ${FILE_COLUMNS} from pressroom.artifacts f join pressroom.blobs b on b.id = f.blob_id
     join pressroom.document_jobs d on d.id = f.job_id
     where d.tenant = $1 and ($2::text is null or d.user_id is null or d.user_id = $2)
       and f.job_id = $3 and f.name = $4 and f.sha256 is not null and f.preview_of is null`,
    [tenant, userId, jobId, name],
  );
  return rows[0] ?? null;
}
