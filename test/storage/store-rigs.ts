import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pool } from '../../src/db/pool.ts';
import type { StoreName } from '../../src/storage/blob-store.ts';
import type { StorageSettings } from '../../src/storage/blob-stores.ts';
import { startS3Server } from './s3-server.ts';

/** One kind of store, ready to be used by the service, seen from behind. */
export interface StoreRig {
  settings: StorageSettings;
  /** How many things are stored, whole or not. */
  count(pool: Pool): Promise<number>;
  /** The next write fails when a part of it has been taken. To be called while the write of this blob is under way. */
  breakWrite(pool: Pool, blobId: string): Promise<void>;
  repair(pool: Pool): Promise<void>;
  close(): Promise<void>;
}

export const STORES: readonly StoreName[] = ['postgres', 'folder', 's3'];

export function openRig(name: StoreName): Promise<StoreRig> {
  return { postgres: postgresRig, folder: folderRig, s3: s3Rig }[name]();
}

async function postgresRig(): Promise<StoreRig> {
  return {
    settings: { active: 'postgres', folder: null, s3: null },
    count: (pool) => countRows(pool, 'blob_chunks'),
    async breakWrite(pool) {
      await pool.query('alter table pressroom.blob_chunks add constraint broken check (no < 2) not valid');
    },
    async repair(pool) {
      await pool.query('alter table pressroom.blob_chunks drop constraint broken');
    },
    close: async () => {},
  };
}

async function folderRig(): Promise<StoreRig> {
  const folder = await mkdtemp(join(tmpdir(), 'pressroom-folder-'));
  return {
    settings: { active: 'folder', folder, s3: null },
    async count() {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).length;
    },
    breakWrite: (_pool, blobId) => rm(join(folder, 'unfinished', blobId)),
    repair: async () => {},
    close: () => rm(folder, { recursive: true }),
  };
}

async function s3Rig(): Promise<StoreRig> {
  const server = await startS3Server();
  return {
    settings: { active: 's3', folder: null, s3: server.settings },
    count: () => server.count(),
    breakWrite: async () => server.failPart(2),
    repair: async () => server.failPart(null),
    close: () => server.close(),
  };
}

export async function countRows(pool: Pool, table: 'blob_chunks' | 'blobs' | 'uploads'): Promise<number> {
  const [row] = await pool.query<{ count: number }>(`select count(*) from pressroom.${table}`);
  return row?.count ?? Number.NaN;
}
