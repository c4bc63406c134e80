import type { Queryable } from '../db/pool.ts';
import { StoreError, type BlobStore, type StoreName } from './blob-store.ts';
import { createFolderStore, prepareFolder } from './folder-store.ts';
import { createPostgresStore } from './postgres-store.ts';
import { createS3Store, type S3Settings } from './s3-store.ts';

export interface StorageSettings {
  /** Where new bytes go. */
  active: StoreName;
  /** An absolute path; null: there is no such store. */
  folder: string | null;
  s3: S3Settings | null;
}

export interface BlobStores {
  /** Where new bytes go. */
  active: BlobStore;
  /** The stores that can be used: all that are configured, whether or not new bytes go there. */
  names: StoreName[];
  /** @throws StoreError for a store that is not configured any more */
  find(name: StoreName): BlobStore;
  close(): void;
}

/** Where a blob is, as its row says. */
export interface BlobPlace {
  blobId: string;
  store: StoreName;
  sizeBytes: number;
}

/**
 * Opens all stores that the settings name. What was stored under other settings can be read as long as its store is named.
 *
 * @throws StoreError when a folder cannot be used, or the S3 packages are missing
 */
export async function openBlobStores(settings: StorageSettings, db: Queryable): Promise<BlobStores> {
  if (settings.folder !== null) await prepareFolder(settings.folder);
  const s3 = settings.s3 ? await createS3Store(settings.s3) : null;
  const stores = new Map<StoreName, BlobStore>([['postgres', createPostgresStore(db)]]);
  if (settings.folder !== null) stores.set('folder', createFolderStore(settings.folder));
  if (s3) stores.set('s3', s3);
  const find = (name: StoreName): BlobStore => {
    const store = stores.get(name);
    if (store) return store;
    throw new StoreError(`The file is in a store (${name}) that the service is not configured to use any more.`);
  };
  return { active: find(settings.active), names: [...stores.keys()], find, close: () => s3?.close() };
}

/** The bytes of a whole blob from `start` to `end` (inclusive), no faster than they are taken. @throws StoreError */
export async function* readBlob(
  stores: BlobStores,
  { blobId, store, sizeBytes }: BlobPlace,
  start = 0,
  end = sizeBytes - 1,
): AsyncGenerator<Buffer> {
  yield* stores.find(store).read(blobId, sizeBytes, start, end);
}
