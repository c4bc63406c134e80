import { createHash, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { migrateSchema } from '../../src/db/migrate.ts';
import { createPool } from '../../src/db/pool.ts';
import { findArtifact } from '../../src/jobs/artifact-store.ts';
import { deleteJob } from '../../src/jobs/remove-jobs.ts';
import type { JobsCore } from '../../src/jobs/core.ts';
import { openBlobStores, readBlob } from '../../src/storage/blob-stores.ts';
import { createTestDatabase } from '../helpers/database.ts';
import { countRows } from './store-rigs.ts';

const CORE = new URL('../../src/db/migrations/0001_core.sql', import.meta.url);
const VIEWER = { tenant: 'acme', userId: null, sessionId: null, jobIds: null };

test('files of the first schema are what they were, and go with their job', async () => {
  const database = await createTestDatabase();
  const pool = createPool({ databaseUrl: database.url, applicationName: 'test-migration', maxConnections: 4 });
  try {
    await pool.query('drop schema pressroom cascade');
    await pool.query(`create schema pressroom; ${await readFile(CORE, 'utf8')};
      create table pressroom.schema_migrations (version integer primary key, name text not null, applied_at timestamptz not null default now());
      insert into pressroom.schema_migrations (version, name) values (1, '0001_core')`);
    const jobId = randomUUID();
    const bytes = Buffer.from('as it was');
    await pool.query(
      `insert into pressroom.document_jobs (id, tenant, type, input, priority, max_attempts, timeout_seconds, retry_delay_seconds,
         retry_backoff, retry_max_delay_seconds, retention_seconds, status, last_seq, created_at, run_at, due_at, finished_at, expires_at)
       values ($1, 'acme', 'pdf', '{}', 0, 1, 1, 1, 'fixed', 1, 1, 'completed', 1, now(), now(), now(), now(), now())`,
      [jobId],
    );
    await pool.query(
      `with whole as (insert into pressroom.artifacts (id, job_id, name, media_type, lease_no, size_bytes, sha256, created_at)
         values (gen_random_uuid(), $1, 'a.pdf', 'application/pdf', 0, $2, $3, now()) returning id),
       half as (insert into pressroom.artifacts (id, job_id, name, media_type, lease_no, created_at)
         values (gen_random_uuid(), $1, 'b.pdf', 'application/pdf', 0, now()) returning id)
       insert into pressroom.artifact_chunks (artifact_id, no, bytes) select id, 0, $4::bytea from whole union all select id, 0, $4::bytea from half`,
      [jobId, bytes.length, createHash('sha256').update(bytes).digest('hex'), bytes],
    );

    expect((await migrateSchema(database.url))[0]).toBe('0002_files');

    const blobs = await openBlobStores({ active: 'postgres', folder: null, s3: null }, pool);
    const artifact = await findArtifact(pool, jobId, 'a.pdf');
    expect(artifact).toMatchObject({ id: artifact?.blobId, store: 'postgres', generator: null, previewType: null });
    expect(Buffer.concat(await Array.fromAsync(readBlob(blobs, artifact!)))).toEqual(bytes);
    const core = { pool, blobs, hints: { send: () => {} } } as unknown as JobsCore;
    expect(await deleteJob(core, VIEWER, jobId)).toBe('deleted');
    expect([await countRows(pool, 'blobs'), await countRows(pool, 'blob_chunks')]).toEqual([0, 0]);
  } finally {
    await pool.close();
    await database.drop();
  }
});
