import { randomUUIDv7 } from 'node:crypto';
import type { Tx } from '../db/transaction.ts';
import type { BlobFacts } from '../storage/blob-store.ts';
import { storeBlob } from '../storage/store-blob.ts';
import { sweepTheseBlobs } from '../storage/sweep-blobs.ts';
import { tellOfArtifact, tellOfPreview } from './artifact-event.ts';
import {
  dropArtifact,
  finishArtifact,
  insertArtifact,
  readArtifactRecord,
  removePredecessor,
  type ArtifactRecord,
  type NewArtifact,
} from './artifact-store.ts';
import type { JobsCore } from './core.ts';
import type { LeaseKey } from './lease-store.ts';

export interface ArtifactSource {
  name: string;
  mediaType: string;
  content: AsyncIterable<Uint8Array>;
  /** What makes it, with its version. */
  generator?: string | undefined;
  /** A digest of all that its bytes depend on: a later job with the same one may use them again. */
  recipe?: string | undefined;
  /** The id of a whole artifact of the same job: this is its preview, which is not listed by itself. */
  previewOf?: string | undefined;
}

export const MAX_ARTIFACT_NAME_CHARS = 200;
/** More than a person would open; a limit against a handler that never ends. */
export const MAX_ARTIFACT_BYTES = 4 * 1024 ** 3;

/**
 * Streams a file of a held job into the store as it is made. Its record, event and visibility come in one transaction at
 * the end; what fails on the way leaves nothing behind.
 *
 * @returns null when the lease was lost.
 * @throws RangeError for a name that is no plain file name, or too many bytes; StoreError; whatever the source throws.
 */
export async function saveArtifact(
  core: JobsCore,
  lease: LeaseKey,
  source: ArtifactSource,
): Promise<ArtifactRecord | null> {
  assertFileName(source.name);
  const { name, mediaType, generator = null, recipe = null, previewOf = null } = source;
  const artifact: NewArtifact = { id: randomUUIDv7(), name, mediaType, generator, recipe, previewOf };
  if (!(await insertArtifact(core.pool, lease, artifact, core.blobs.active.name))) return null;
  const loosened: string[] = [];
  const saved = await storeBlob(core, artifact.id, withinLimit(source.content), {
    publish: (tx, facts, finish) => publish(tx, lease, artifact, facts, finish, loosened),
    withdraw: () => dropArtifact(core.pool, artifact.id), // settling the attempt drops it as well
  });
  if (saved && loosened.length > 0) await sweepTheseBlobs(core, loosened);
  return saved;
}

/** The job's row is locked first, as whoever settles the job does: the other way round the two could deadlock. */
async function publish(
  tx: Tx,
  lease: LeaseKey,
  artifact: NewArtifact,
  facts: BlobFacts,
  finish: () => Promise<void>,
  loosened: string[],
): Promise<ArtifactRecord | null> {
  const isHeld =
    artifact.previewOf === null
      ? await tellOfArtifact(tx, lease, { ...artifact, ...facts, previewType: null })
      : await tellOfPreview(tx, lease, artifact.previewOf, artifact.mediaType);
  if (!isHeld) return null;
  for (const { blobId } of await removePredecessor(tx, artifact.id)) loosened.push(blobId);
  if (!(await finishArtifact(tx, artifact.id, facts))) {
    throw new Error(`Artifact ${artifact.id} vanished while its job was held`);
  }
  await finish();
  tx.hint({ topic: 'job', key: lease.jobId });
  return readArtifactRecord(tx, artifact.id);
}

async function* withinLimit(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const piece of content) {
    bytes += piece.length;
    if (bytes > MAX_ARTIFACT_BYTES) throw new RangeError(`An artifact may have ${MAX_ARTIFACT_BYTES} bytes at most`);
    yield piece;
  }
}

function assertFileName(name: string): void {
  // No path, no control character, nothing that reorders text.
  const isPlain = /^[^/\\\p{Cc}\p{Cf}\p{Cs}]+$/u.test(name) && name !== '.' && name !== '..';
  if (!isPlain || name.length > MAX_ARTIFACT_NAME_CHARS)
    throw new RangeError(`Not a plain file name: ${JSON.stringify(name.slice(0, 100))}`);
}
