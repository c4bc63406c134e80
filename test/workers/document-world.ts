import { randomUUIDv7 } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { openFile } from '../../src/files/open-file.ts';
import { storeUpload } from '../../src/files/store-upload.ts';
import { findPreview, listArtifacts, type ArtifactRecord } from '../../src/jobs/artifact-store.ts';
import { readJobEvents } from '../../src/jobs/event-feed.ts';
import { readBlob } from '../../src/storage/blob-stores.ts';
import { handlers } from '../../workers/handlers/registry.ts';
import { endIdleThreads } from '../../workers/render/thread-pool.ts';
import { collect } from '../handlers/fake-job.ts';
import { enqueue, newJob, VIEWER } from '../jobs/some-jobs.ts';
import { openWorkerWorld, type WorkerWorld } from './worker-world.ts';

/** Workers with the real handlers, over a database of their own. */
export interface DocumentWorld extends WorkerWorld {
  create(type: string, input: object, changes?: Parameters<typeof newJob>[0]): Promise<string>;
  upload(name: string, content: string | Uint8Array): Promise<string>;
  /** The only file of a job, with its bytes, and its preview's. */
  fileOf(jobId: string): Promise<{ record: ArtifactRecord; bytes: Uint8Array; preview: Uint8Array | null }>;
  linesOf(jobId: string): Promise<Record<string, unknown>[]>;
  handlers: typeof handlers;
  /** The folders of this process's jobs. */
  temporaryFolders(): string[];
}

export async function openDocumentWorld(): Promise<DocumentWorld> {
  const world = await openWorkerWorld();
  const { core } = world;
  return {
    ...world,
    async create(type, input, changes = {}) {
      const job = newJob({ type, inputJson: JSON.stringify(input), maxAttempts: 1, ...changes });
      await enqueue(core, job);
      return job.id;
    },
    async upload(name, content) {
      const id = randomUUIDv7();
      const { tenant, userId } = VIEWER;
      const upload = { id, tenant, userId, name, mediaType: 'application/octet-stream', retentionSeconds: 60 };
      await storeUpload(core, upload, inOnePiece(content), () => {});
      return id;
    },
    async fileOf(jobId) {
      const [record, ...others] = await listArtifacts(core.pool, [jobId]);
      if (!record || others.length > 0) throw new Error(`${others.length + 1} files instead of one`);
      const file = await openFile(core, VIEWER, { artifact: { jobId, name: record.name } });
      const preview = await findPreview(core.pool, record.id);
      return {
        record,
        bytes: await collect(file?.read() ?? inOnePiece('')),
        preview: preview && (await collect(readBlob(core.blobs, preview))),
      };
    },
    async linesOf(jobId) {
      const events = await readJobEvents(core.pool, jobId, 0, 1_000);
      return events.filter(({ type }) => type === 'log').map(({ data }) => data);
    },
    temporaryFolders: () =>
      readdirSync(tmpdir()).filter((name) => name.startsWith(`pressroom-job-${hostname()}-${process.pid}-`)),
    async close() {
      await world.close();
      await endIdleThreads();
    },
    handlers,
  };
}

async function* inOnePiece(content: string | Uint8Array): AsyncGenerator<Uint8Array> {
  yield Buffer.from(content);
}
