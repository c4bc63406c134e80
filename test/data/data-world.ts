import { randomUUIDv7 } from 'node:crypto';
import { storeUpload } from '../../src/files/store-upload.ts';
import { findArtifact, type ArtifactRecord } from '../../src/jobs/artifact-store.ts';
import { readJobEvents } from '../../src/jobs/event-feed.ts';
import type { JobView } from '../../src/jobs/job-reader.ts';
import type { NewJobRow } from '../../src/jobs/job-store.ts';
import { readBlob } from '../../src/storage/blob-stores.ts';
import { bulkImportHandler } from '../../workers/handlers/bulk-import.ts';
import { dataExportHandler } from '../../workers/handlers/data-export.ts';
import { enqueue, newJob } from '../jobs/some-jobs.ts';
import { openWorkerWorld, type WorkerWorld } from '../workers/worker-world.ts';

/** A worker that imports and exports, over a database of its own. */
export interface DataWorld extends WorkerWorld {
  /** @returns the upload's id */
  upload(name: string, content: string | Uint8Array, mediaType?: string, userId?: string | null): Promise<string>;
  /** Runs a job to its end. */
  run(
    type: 'bulk_import' | 'data_export',
    input: Record<string, unknown>,
    changes?: Partial<NewJobRow>,
  ): Promise<JobView>;
  /** The steps of a job in their order, `stage percent`. */
  stages(jobId: string): Promise<string[]>;
  /** A file of a job; null when it has none of the name. */
  file(jobId: string, name: string): Promise<Buffer | null>;
  mainFile(job: JobView): Promise<{ artifact: ArtifactRecord; bytes: Buffer }>;
}

export async function openDataWorld(): Promise<DataWorld> {
  const world = await openWorkerWorld();
  const { core } = world;
  world.workOn({ bulk_import: bulkImportHandler, data_export: dataExportHandler }, 2);

  async function read(artifact: ArtifactRecord): Promise<Buffer> {
    const parts: Buffer[] = [];
    for await (const part of readBlob(core.blobs, artifact)) parts.push(part);
    return Buffer.concat(parts);
  }
  const file = async (jobId: string, name: string): Promise<Buffer | null> => {
    const artifact = await findArtifact(core.pool, jobId, name);
    return artifact ? read(artifact) : null;
  };
  return {
    ...world,
    async upload(name, content, mediaType = 'application/octet-stream', userId = null) {
      const id = randomUUIDv7();
      const upload = { id, tenant: 'acme', userId, name, mediaType, retentionSeconds: 86_400 };
      const bytes = typeof content === 'string' ? Buffer.from(content) : content;
      await storeUpload(core, upload, piecesOf(bytes), () => {});
      return id;
    },
    async run(type, input, changes = {}) {
      const job = newJob({ type, inputJson: JSON.stringify(input), ...changes });
      await enqueue(core, job);
      return world.until(job.id, 'completed', 'failed', 'cancelled');
    },
    async stages(jobId) {
      const events = await readJobEvents(core.pool, jobId, 0, 10_000);
      const steps = events
        .filter(({ type }) => type === 'progress')
        .map(({ data }) => `${String(data.stage)} ${String(data.percent)}`);
      return steps.filter((step, at) => step.split(' ')[0] !== steps[at - 1]?.split(' ')[0]);
    },
    file,
    async mainFile(job) {
      const { fileName } = job.result as { fileName: string };
      const artifact = await findArtifact(core.pool, job.id, fileName);
      if (!artifact) throw new Error(`Job ${job.id} has no file ${fileName}: ${JSON.stringify(job.error)}`);
      return { artifact, bytes: await read(artifact) };
    },
  };
}

async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
