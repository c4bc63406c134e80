import { randomUUIDv7 } from 'node:crypto';
import type { Queryable } from '../db/pool.ts';
import { transaction, type Tx } from '../db/transaction.ts';
import { sweepTheseBlobs } from '../storage/sweep-blobs.ts';
import { tellOfArtifact } from './artifact-event.ts';
import { readArtifactRecord, removePredecessor, type ArtifactRecord } from './artifact-store.ts';
import type { JobsCore } from './core.ts';
import type { LeaseKey } from './lease-store.ts';

/**
 * Gives a held job the file of an earlier job that was made by the same recipe, with its preview: the same bytes, stored
 * once. Only a completed job's, of the same tenant and the same user (or of none, as this job).
 *
 * @returns null when there is none
 */
export async function reuseArtifact(
  core: JobsCore,
  lease: LeaseKey,
  recipe: string,
): Promise<ArtifactRecord | null | 'lease-lost'> {
  const loosened: string[] = [];
  const outcome = await transaction(core.pool, core.hints, async (tx) => {
    const source = await lockSource(tx, lease, recipe);
    return source && share(tx, lease, source, loosened);
  });
  if (loosened.length > 0) await sweepTheseBlobs(core, loosened);
  return outcome;
}

interface Source {
  id: string;
  jobId: string;
}

/** The newest; one that is just being removed is passed over. */
async function lockSource(tx: Tx, lease: LeaseKey, recipe: string): Promise<Source | null> {
  const [source] = await tx.query<Source>(
    `select a.id, a.job_id as "jobId" from pressroom.artifacts a
     join pressroom.document_jobs d on d.id = a.job_id
     join pressroom.document_jobs mine on mine.id = $1
     where a.recipe = $2 and a.sha256 is not null and a.preview_of is null and d.status = 'completed'
       and d.tenant = mine.tenant and d.user_id is not distinct from mine.user_id
     order by a.created_at desc limit 1 for key share of a skip locked`,
    [lease.jobId, recipe],
  );
  return source ?? null;
}

async function share(
  tx: Tx,
  lease: LeaseKey,
  source: Source,
  loosened: string[],
): Promise<ArtifactRecord | 'lease-lost'> {
  const known = await readArtifactRecord(tx, source.id);
  if (!known) throw new Error(`Artifact ${source.id} vanished while it was locked`);
  const id = randomUUIDv7();
  if (!(await tellOfArtifact(tx, lease, { ...known, id }))) return 'lease-lost';
  await copyUnfinished(tx, lease, source.id, id);
  for (const { blobId } of await removePredecessor(tx, id)) loosened.push(blobId);
  await finishCopy(tx, source.id, id);
  await copyPreview(tx, lease, source.id, id);
  await takeOver(tx, lease.jobId, source.jobId);
  tx.hint({ topic: 'job', key: lease.jobId });
  const copy = await readArtifactRecord(tx, id);
  if (!copy) throw new Error(`Artifact ${id} vanished while its job was held`);
  return copy;
}

/** The same file lacks the same things: its warnings are this job's as well. */
async function takeOver(db: Queryable, jobId: string, sourceJobId: string): Promise<void> {
  await db.query(
    `update pressroom.document_jobs d set reused_from = s.id, warnings = s.warnings
     from pressroom.document_jobs s where d.id = $1 and s.id = $2`,
    [jobId, sourceJobId],
  );
}

/** Not whole yet: an earlier file of the same name has to go before. */
async function copyUnfinished(db: Queryable, lease: LeaseKey, sourceId: string, id: string): Promise<void> {
  await db.query(
    `insert into pressroom.artifacts (id, job_id, blob_id, name, media_type, lease_no, generator, recipe, created_at)
     select $2, $3, blob_id, name, media_type, $4, generator, recipe, pressroom.clock()
     from pressroom.artifacts where id = $1`,
    [sourceId, id, lease.jobId, lease.leaseNo],
  );
}

async function finishCopy(db: Queryable, sourceId: string, id: string): Promise<void> {
  await db.query(
    `update pressroom.artifacts a set size_bytes = s.size_bytes, sha256 = s.sha256
     from pressroom.artifacts s where a.id = $2 and s.id = $1`,
    [sourceId, id],
  );
}

async function copyPreview(db: Queryable, lease: LeaseKey, sourceId: string, id: string): Promise<void> {
  await db.query(
    `insert into pressroom.artifacts (id, job_id, blob_id, name, media_type, lease_no, generator, preview_of, size_bytes,
       sha256, created_at)
     select $5, $3, blob_id, name, media_type, $4, generator, $2, size_bytes, sha256, pressroom.clock()
     from pressroom.artifacts where preview_of = $1 and sha256 is not null`,
    [sourceId, id, lease.jobId, lease.leaseNo, randomUUIDv7()],
  );
}
