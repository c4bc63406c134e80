import type { BlobFacts } from '../storage/blob-store.ts';
import { insertBlob } from '../storage/blob-table.ts';
import { storeBlob, type StorageCore } from '../storage/store-blob.ts';
import { insertUpload, type NewUpload, type UploadRecord } from './upload-store.ts';

/**
 * Streams a file in. It is there, whole, when this returns; what fails on the way leaves nothing behind.
 *
 * @param check looks at the bytes' size and digest before they count; what it throws undoes the upload
 * @throws whatever `content` and `check` throw, StoreError
 */
export async function storeUpload(
  core: StorageCore,
  upload: NewUpload,
  content: AsyncIterable<Uint8Array>,
  check: (facts: BlobFacts) => void,
): Promise<UploadRecord> {
  await insertBlob(core.pool, upload.id, core.blobs.active.name);
  const stored = await storeBlob(core, upload.id, content, {
    async publish(tx, facts, finish) {
      check(facts);
      await finish();
      return insertUpload(tx, upload);
    },
  });
  if (!stored) throw new Error(`Upload ${upload.id} was taken for dead while it was being written`);
  return stored;
}
