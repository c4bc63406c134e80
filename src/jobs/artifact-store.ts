import type { Queryable } from '../db/pool.ts';
import type { LeaseKey } from './lease-store.ts';

/** SQL on `artifacts` and their chunks. An artifact is visible once it is whole: size and digest are set. */

/** Every chunk but the last has this size, so a range's first chunk is found by division. */
export const CHUNK_BYTES = 256 * 1024;

export interface ArtifactRecord {
  id: string;
  jobId: string;
  name: string;
  mediaType: string;
  sizeBytes: number;
  /** Lower-case hex. */
  sha256: string;
  createdAt: Date;
}

const ARTIFACT_COLUMNS = `a.id, a.job_id as "jobId", a.name, a.media_type as "mediaType", a.size_bytes as "sizeBytes",
  a.sha256, a.created_at as "createdAt"`;

/** Begins an artifact, if the lease still holds the job. */
export async function insertArtifact(
  db: Queryable,
  lease: LeaseKey,
  id: string,
  name: string,
  mediaType: string,
): Promise<boolean> {
  const rows = await db.query(
    `insert into pressroom.artifacts (id, job_id, name, media_type, lease_no, created_at)
     select $3, d.id, $4, $5, $2, pressroom.clock() from pressroom.document_jobs d
     where d.id = $1 and d.lease_no = $2 and d.status = 'running' returning id`,
    [lease.jobId, lease.leaseNo, id, name, mediaType],
  );
  return rows.length === 1;
}

/** Adds a chunk to an artifact that is not whole yet; false when it is gone (its attempt has been settled). */
export async function insertChunk(db: Queryable, artifactId: string, no: number, bytes: Buffer): Promise<boolean> {
  const rows = await db.query(
    `insert into pressroom.artifact_chunks (artifact_id, no, bytes)
     select a.id, $2, $3 from pressroom.artifacts a where a.id = $1 and a.sha256 is null for key share returning no`,
    [artifactId, no, bytes],
  );
  return rows.length === 1;
}

/** Makes an artifact whole and visible, in place of an earlier one of the same name. */
export async function finishArtifact(
  db: Queryable,
  id: string,
  sizeBytes: number,
  sha256: string,
): Promise<ArtifactRecord | null> {
  await db.query(
    `delete from pressroom.artifacts old using pressroom.artifacts a
     where a.id = $1 and old.job_id = a.job_id and old.name = a.name and old.id <> a.id and old.sha256 is not null`,
    [id],
  );
  const rows = await db.query<ArtifactRecord>(
    `update pressroom.artifacts a set size_bytes = $2, sha256 = $3 where a.id = $1 and a.sha256 is null returning ${ARTIFACT_COLUMNS}`,
    [id, sizeBytes, sha256],
  );
  return rows[0] ?? null;
}

/** Removes what an attempt began and did not finish. */
export async function dropUnfinishedArtifacts(db: Queryable, jobId: string): Promise<void> {
  await db.query('delete from pressroom.artifacts where job_id = $1 and sha256 is null', [jobId]);
}

export async function dropArtifact(db: Queryable, id: string): Promise<void> {
  await db.query('delete from pressroom.artifacts where id = $1 and sha256 is null', [id]);
}

/** The whole artifacts of these jobs, oldest first. The caller has made sure that the viewer may see the jobs. */
export function listArtifacts(db: Queryable, jobIds: string[]): Promise<ArtifactRecord[]> {
  return db.query<ArtifactRecord>(
    `select ${ARTIFACT_COLUMNS} from pressroom.artifacts a
     where a.job_id = any($1::uuid[]) and a.sha256 is not null order by a.created_at, a.id`,
    [jobIds],
  );
}

export async function findArtifact(db: Queryable, jobId: string, name: string): Promise<ArtifactRecord | null> {
  const rows = await db.query<ArtifactRecord>(
    `select ${ARTIFACT_COLUMNS} from pressroom.artifacts a where a.job_id = $1 and a.name = $2 and a.sha256 is not null`,
    [jobId, name],
  );
  return rows[0] ?? null;
}

/** The bytes from `start` to `end` (inclusive), a chunk at a time; nothing is read ahead of the consumer. */
export async function* readArtifact(
  db: Queryable,
  artifactId: string,
  start: number,
  end: number,
): AsyncGenerator<Buffer> {
  const last = Math.floor(end / CHUNK_BYTES);
  for (let no = Math.floor(start / CHUNK_BYTES); no <= last; no += 1) {
    const offset = no * CHUNK_BYTES;
    const from = Math.max(start - offset, 0);
    const to = Math.min(end - offset + 1, CHUNK_BYTES);
    const rows = await db.query<{ bytes: Buffer }>(
      `select substring(bytes from $3::int for $4::int) as bytes from pressroom.artifact_chunks where artifact_id = $1 and no = $2`,
      [artifactId, no, from + 1, to - from],
    );
    const bytes = rows[0]?.bytes;
    if (!bytes) throw new Error(`Artifact ${artifactId} lost chunk ${no}`);
    yield bytes;
  }
}
