import { transaction } from '../db/transaction.ts';
import type { Viewer } from '../jobs/viewer.ts';
import type { StorageCore } from '../storage/store-blob.ts';
import { sweepTheseBlobs } from '../storage/sweep-blobs.ts';
import { deleteUploads, findUpload, lockExpiredUploads, lockUpload, pinnedAmong } from './upload-store.ts';

/** Uploads removed in one transaction. */
const PRUNE_BATCH = 100;

/** Deletes an upload, unless a job that is not finished reads it. Bytes that cannot be removed at once are left to housekeeping. */
export async function deleteUpload(
  core: StorageCore,
  viewer: Viewer,
  id: string,
): Promise<'deleted' | 'in-use' | 'not-found'> {
  if (!(await findUpload(core.pool, viewer, id))) return 'not-found';
  const outcome = await transaction(core.pool, core.hints, async (tx) => {
    const upload = await lockUpload(tx, viewer, id);
    if (!upload) return 'not-found';
    if ((await pinnedAmong(tx, [id])).size > 0) return 'in-use';
    await deleteUploads(tx, [id]);
    return upload;
  });
  if (typeof outcome === 'string') return outcome;
  await sweepTheseBlobs(core, [outcome.blobId]);
  return 'deleted';
}

/**
 * Removes uploads that are past their time, batch by batch. One that an unfinished job reads stays until it is finished.
 *
 * @returns how many were removed
 */
export async function pruneUploads(core: StorageCore, shouldStop: () => boolean = () => false): Promise<number> {
  let removed = 0;
  while (!shouldStop()) {
    const { seen, blobIds } = await pruneBatch(core);
    await sweepTheseBlobs(core, blobIds);
    removed += blobIds.length;
    if (seen < PRUNE_BATCH) break;
  }
  return removed;
}

function pruneBatch(core: StorageCore): Promise<{ seen: number; blobIds: string[] }> {
  return transaction(core.pool, core.hints, async (tx) => {
    const due = await lockExpiredUploads(tx, PRUNE_BATCH);
    const ids = due.map(({ id }) => id);
    const pinned = await pinnedAmong(tx, ids); // by a job that was made while the lock was waited for
    const free = due.filter(({ id }) => !pinned.has(id));
    await deleteUploads(
      tx,
      free.map(({ id }) => id),
    );
    return { seen: due.length, blobIds: free.map(({ blobId }) => blobId) };
  });
}
