import type { Queryable } from '../db/pool.ts';
import type { BlobFacts, StoreName } from '../storage/blob-store.ts';
import type { BlobPlace } from '../storage/blob-stores.ts';
import { FENCE, type LeaseKey } from './lease-store.ts';

/** SQL on `artifacts`. An artifact is visible once it is whole: size and digest are set. Its bytes are a blob. */

export interface ArtifactRecord extends BlobPlace {
  id: string;
  jobId: string;
  name: string;
  mediaType: string;
  sizeBytes: number;
  /** Lower-case hex. */
  sha256: string;
  /** What made it, with its version; null when that was not said. */
  generator: string | null;
  createdAt: Date;
  /** The media type of its preview; null when there is none. */
  previewType: string | null;
}

export interface NewArtifact {
  /** Also its blob's. */
  id: string;
  name: string;
  mediaType: string;
  generator: string | null;
  /** A digest of all that its bytes depend on, by which they may be used again. */
  recipe: string | null;
  /** The whole artifact of the same job that this one is a picture of. */
  previewOf: string | null;
}

const ARTIFACT_COLUMNS = `a.id, a.job_id as "jobId", a.name, a.media_type as "mediaType", a.size_bytes as "sizeBytes",
  a.sha256, a.generator, a.created_at as "createdAt", a.blob_id as "blobId", b.store, p.media_type as "previewType"`;
const ARTIFACT_TABLES = `pressroom.artifacts a join pressroom.blobs b on b.id = a.blob_id
  left join pressroom.artifacts p on p.preview_of = a.id and p.sha256 is not null`;

/**
 * Begins an artifact and its blob, if the lease still holds the job. Its row is locked: settling the attempt drops what is
 * not finished, and one that came just after would stay as long as the job.
 */
export async function insertArtifact(
  db: Queryable,
  lease: LeaseKey,
  artifact: NewArtifact,
  store: StoreName,
): Promise<boolean> {
  const { id, name, mediaType, generator, recipe, previewOf } = artifact;
  const rows = await db.query(
    `with held as (
       select d.id, d.lease_no from pressroom.document_jobs d where ${FENCE} for share
     ), blob as (
       insert into pressroom.blobs (id, store, created_at, touched_at)
       select $3, $4, pressroom.clock(), pressroom.clock() from held returning id
     )
     insert into pressroom.artifacts (id, job_id, blob_id, name, media_type, lease_no, generator, recipe, preview_of, created_at)
     select blob.id, held.id, blob.id, $5, $6, held.lease_no, $7, $8, $9, pressroom.clock() from held, blob returning id`,
    [lease.jobId, lease.token, id, store, name, mediaType, generator, recipe, previewOf],
  );
  return rows.length === 1;
}

/** Makes an artifact whole and visible. Its blob is made whole in the same transaction; an earlier one has given way. */
export async function finishArtifact(db: Queryable, id: string, { sizeBytes, sha256 }: BlobFacts): Promise<boolean> {
  const rows = await db.query(
    'update pressroom.artifacts set size_bytes = $2, sha256 = $3 where id = $1 and sha256 is null returning id',
    [id, sizeBytes, sha256],
  );
  return rows.length === 1;
}

/**
 * Removes the whole artifact in whose place this one comes (the same name, or the preview of the same file), with its
 * preview.
 *
 * @returns the blobs that were let go of
 */
export function removePredecessor(db: Queryable, id: string): Promise<{ blobId: string }[]> {
  return db.query<{ blobId: string }>(
    `with old as (
       select o.id from pressroom.artifacts o join pressroom.artifacts a on a.id = $1 and o.job_id = a.job_id
       where o.id <> a.id and o.sha256 is not null
         and (o.preview_of = a.preview_of or (o.name = a.name and o.preview_of is null and a.preview_of is null))
     )
     delete from pressroom.artifacts where id in (select id from old) or preview_of in (select id from old)
     returning blob_id as "blobId"`,
    [id],
  );
}

/** Removes what an attempt began and did not finish. */
export async function dropUnfinishedArtifacts(db: Queryable, jobId: string): Promise<void> {
  await db.query('delete from pressroom.artifacts where job_id = $1 and sha256 is null', [jobId]);
}

export async function dropArtifact(db: Queryable, id: string): Promise<void> {
  await db.query('delete from pressroom.artifacts where id = $1 and sha256 is null', [id]);
}

/** The blobs of these jobs' artifacts. */
export async function artifactBlobs(db: Queryable, jobIds: string[]): Promise<string[]> {
  const rows = await db.query<{ blobId: string }>(
    'select distinct blob_id as "blobId" from pressroom.artifacts where job_id = any($1::uuid[])',
    [jobIds],
  );
  return rows.map(({ blobId }) => blobId);
}

/** The whole artifacts of these jobs, oldest first, without previews. The caller has made sure that the viewer may see the jobs. */
export function listArtifacts(db: Queryable, jobIds: string[]): Promise<ArtifactRecord[]> {
  return db.query<ArtifactRecord>(
    `select ${ARTIFACT_COLUMNS} from ${ARTIFACT_TABLES}
     where a.job_id = any($1::uuid[]) and a.sha256 is not null and a.preview_of is null order by a.created_at, a.id`,
    [jobIds],
  );
}

export async function findArtifact(db: Queryable, jobId: string, name: string): Promise<ArtifactRecord | null> {
  const rows = await db.query<ArtifactRecord>(
    `select ${ARTIFACT_COLUMNS} from ${ARTIFACT_TABLES}
     where a.job_id = $1 and a.name = $2 and a.sha256 is not null and a.preview_of is null`,
    [jobId, name],
  );
  return rows[0] ?? null;
}

export async function readArtifactRecord(db: Queryable, id: string): Promise<ArtifactRecord | null> {
  const rows = await db.query<ArtifactRecord>(
    `select ${ARTIFACT_COLUMNS} from ${ARTIFACT_TABLES} where a.id = $1 and a.sha256 is not null`,
    [id],
  );
  return rows[0] ?? null;
}

/** The preview of a whole artifact. */
export async function findPreview(db: Queryable, artifactId: string): Promise<ArtifactRecord | null> {
  const rows = await db.query<ArtifactRecord>(
    `select ${ARTIFACT_COLUMNS} from ${ARTIFACT_TABLES} where a.preview_of = $1 and a.sha256 is not null`,
    [artifactId],
  );
  return rows[0] ?? null;
}
