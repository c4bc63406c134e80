import { createHash, randomUUIDv7 } from 'node:crypto';
import { transaction } from '../db/transaction.ts';
import {
  CHUNK_BYTES,
  dropArtifact,
  finishArtifact,
  insertArtifact,
  insertChunk,
  type ArtifactRecord,
} from './artifact-store.ts';
import type { JobsCore } from './core.ts';
import { saveArtifactEvent, type LeaseKey } from './lease-store.ts';

export interface ArtifactSource {
  name: string;
  mediaType: string;
  content: AsyncIterable<Uint8Array>;
}

export const MAX_ARTIFACT_NAME_CHARS = 200;
/** More than a person would open; a limit against a handler that never ends. */
export const MAX_ARTIFACT_BYTES = 4 * 1024 ** 3;

/**
 * Streams a file of a held job into the store, a chunk at a time. Its record, event and visibility come in one
 * transaction at the end; what fails on the way leaves nothing behind.
 *
 * @returns null when the lease was lost.
 * @throws RangeError for a name that is no plain file name, or too many bytes; whatever the source throws.
 */
export async function saveArtifact(
  core: JobsCore,
  lease: LeaseKey,
  source: ArtifactSource,
): Promise<ArtifactRecord | null> {
  assertFileName(source.name);
  const id = randomUUIDv7();
  if (!(await insertArtifact(core.pool, lease, id, source.name, source.mediaType))) return null;
  let saved: ArtifactRecord | null = null;
  try {
    const written = await writeChunks(core, id, source.content);
    const { name, mediaType } = source;
    if (written) saved = await publish(core, lease, { artifactId: id, name, mediaType, ...written });
    return saved;
  } finally {
    if (!saved) await dropArtifact(core.pool, id).catch(() => {}); // settling the attempt drops it as well
  }
}

/** @returns null when the artifact's row is gone: the attempt was settled meanwhile. */
async function writeChunks(core: JobsCore, id: string, content: AsyncIterable<Uint8Array>) {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  let no = 0;
  for await (const chunk of inChunks(content)) {
    sizeBytes += chunk.length;
    if (sizeBytes > MAX_ARTIFACT_BYTES)
      throw new RangeError(`An artifact may have ${MAX_ARTIFACT_BYTES} bytes at most`);
    hash.update(chunk);
    if (!(await insertChunk(core.pool, id, no, chunk))) return null;
    no += 1;
  }
  return { sizeBytes, sha256: hash.digest('hex') };
}

/** The job's row is locked first, as whoever settles the job does: the other way round the two could deadlock. */
function publish(
  core: JobsCore,
  lease: LeaseKey,
  artifact: { artifactId: string; name: string; mediaType: string; sizeBytes: number; sha256: string },
) {
  return transaction(core.pool, core.hints, async (tx) => {
    if (!(await saveArtifactEvent(tx, lease, artifact))) return null;
    const published = await finishArtifact(tx, artifact.artifactId, artifact.sizeBytes, artifact.sha256);
    if (!published) throw new Error(`Artifact ${artifact.artifactId} vanished while its job was held`);
    tx.hint({ topic: 'job', key: lease.jobId });
    return published;
  });
}

/** The same bytes in pieces of exactly CHUNK_BYTES, but for the last. */
async function* inChunks(content: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of content) {
    let rest = part;
    while (size + rest.length >= CHUNK_BYTES) {
      parts.push(rest.subarray(0, CHUNK_BYTES - size));
      yield Buffer.concat(parts);
      rest = rest.subarray(CHUNK_BYTES - size);
      parts = [];
      size = 0;
    }
    if (rest.length > 0) parts.push(Buffer.from(rest)); // a copy: the source may reuse its buffer
    size += rest.length;
  }
  if (size > 0) yield Buffer.concat(parts);
}

function assertFileName(name: string): void {
  // No path, no control character, nothing that reorders text.
  const isPlain = /^[^/\\\p{Cc}\p{Cf}\p{Cs}]+$/u.test(name) && name !== '.' && name !== '..';
  if (!isPlain || name.length > MAX_ARTIFACT_NAME_CHARS)
    throw new RangeError(`Not a plain file name: ${JSON.stringify(name.slice(0, 100))}`);
}
