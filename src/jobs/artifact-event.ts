import type { Queryable } from '../db/pool.ts';
import { readArtifactRecord, type ArtifactRecord } from './artifact-store.ts';
import { saveArtifactEvent, type LeaseKey } from './lease-store.ts';

/** What an `artifact` event tells of a file. It comes again when the file has got its preview. */
type Told = Pick<ArtifactRecord, 'id' | 'name' | 'mediaType' | 'sizeBytes' | 'sha256' | 'previewType'>;

/**
 * Writes the event of a file that becomes visible in this transaction, and takes the lock on the job's row.
 *
 * @returns false when the lease was lost
 */
export function tellOfArtifact(db: Queryable, lease: LeaseKey, artifact: Told): Promise<boolean> {
  const { id, name, mediaType, sizeBytes, sha256, previewType } = artifact;
  const told = { artifactId: id, name, mediaType, sizeBytes, sha256 };
  const preview = { mediaType: previewType };
  return saveArtifactEvent(db, lease, previewType === null ? told : { ...told, preview });
}

/** The same for a preview: the event is of its file. */
export async function tellOfPreview(
  db: Queryable,
  lease: LeaseKey,
  artifactId: string,
  previewType: string,
): Promise<boolean> {
  const artifact = await readArtifactRecord(db, artifactId);
  return artifact !== null && tellOfArtifact(db, lease, { ...artifact, previewType });
}
