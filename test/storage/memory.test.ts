import { fork, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createPool, type Pool } from '../../src/db/pool.ts';
import { createTestDatabase, type TestDatabase } from '../helpers/database.ts';
import { openRig, STORES, type StoreRig } from './store-rigs.ts';

const MIB = 1024 * 1024;
const SIZE = 200 * MIB;
const WARM_UP = 30 * MIB;
/** What the process may take more for 200 MiB than for 30. */
const MAX_GROWTH = 50 * MIB;

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool({ databaseUrl: database.url, applicationName: 'test-memory', maxConnections: 2 });
});
afterAll(async () => {
  await pool.close();
  await database.drop();
});

test.each(STORES)(
  'a file of 200 MiB passes through in little memory: %s',
  async (name) => {
    const rig = await openRig(name);
    const api = await startMeasuredApi(rig);
    try {
      await passThrough(api, WARM_UP);
      const before = await api.peak();
      await passThrough(api, SIZE);
      const growth = (await api.peak()) - before;
      expect(growth).toBeLessThan(MAX_GROWTH);
    } finally {
      await api.stop();
      await rig.close();
    }
  },
  240_000,
);

interface MeasuredApi {
  url: string;
  /** The most that was taken since it was last asked. */
  peak(): Promise<number>;
  stop(): Promise<void>;
}

async function startMeasuredApi({ settings: { active, folder, s3 } }: StoreRig): Promise<MeasuredApi> {
  const env = {
    DATABASE_URL: database.url,
    ARTIFACT_STORE: active,
    ...(folder ? { ARTIFACT_FOLDER: folder } : {}),
    ...(s3
      ? {
          S3_BUCKET: s3.bucket,
          S3_ENDPOINT: s3.endpoint ?? '',
          S3_ACCESS_KEY_ID: 'S3RVER',
          S3_SECRET_ACCESS_KEY: 'S3RVER',
        }
      : {}),
  };
  const child = fork(new URL('measured-api.ts', import.meta.url), {
    env: { ...process.env, ...env, NODE_OPTIONS: '' },
    execArgv: [],
  });
  const { port } = await messageFrom<{ port: number }>(child);
  return {
    url: `http://127.0.0.1:${port}`,
    async peak() {
      child.send('peak');
      return (await messageFrom<{ peak: number }>(child)).peak;
    },
    async stop() {
      const ended = once(child, 'exit');
      child.send('stop');
      expect((await ended)[0]).toBe(0);
    },
  };
}

async function messageFrom<T>(child: ChildProcess): Promise<T> {
  const [message] = (await once(child, 'message')) as [T];
  return message;
}

/** Up as an upload, and down as the file of a job. */
async function passThrough(api: MeasuredApi, size: number): Promise<void> {
  const hash = createHash('sha256');
  let left = size;
  const body = new ReadableStream({
    pull(controller) {
      const piece = Buffer.alloc(Math.min(left, 64 * 1024), left % 251);
      left -= piece.length;
      hash.update(piece);
      controller.enqueue(piece);
      if (left === 0) controller.close();
    },
  });
  const sent = await fetch(`${api.url}/api/uploads?name=large.bin`, { method: 'POST', body, duplex: 'half' });
  const upload = (await sent.json()) as { id: string; sha256: string };
  expect(upload.sha256).toBe(hash.digest('hex'));
  const received = await fetch(await asArtifact(api, upload.id));
  const back = createHash('sha256');
  for await (const piece of received.body!) back.update(piece as Uint8Array);
  expect(back.digest('hex')).toBe(upload.sha256);
}

/** Uploads are not sent back: a job is given a file of the same bytes. */
async function asArtifact(api: MeasuredApi, uploadId: string): Promise<string> {
  const created = await fetch(`${api.url}/api/jobs`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ type: 'pdf', input: { markdown: '# Large' } }),
  });
  const { id } = (await created.json()) as { id: string };
  await pool.query(
    `insert into pressroom.artifacts (id, job_id, blob_id, name, media_type, lease_no, size_bytes, sha256, created_at)
     select gen_random_uuid(), $1, b.id, 'large.bin', 'application/octet-stream', 0, b.size_bytes, b.sha256, now()
     from pressroom.uploads u join pressroom.blobs b on b.id = u.blob_id where u.id = $2`,
    [id, uploadId],
  );
  return `${api.url}/api/jobs/${id}/artifacts/large.bin`;
}
