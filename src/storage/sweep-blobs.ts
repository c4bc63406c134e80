import { transaction } from '../db/transaction.ts';
import type { StoreName } from './blob-store.ts';
import {
  condemnBlob,
  deleteBlob,
  hasBlob,
  holdBlob,
  isReferredTo,
  lockBlob,
  looseBlobs,
  postponeBlob,
} from './blob-table.ts';
import type { StorageCore } from './store-blob.ts';

const SWEEP_BATCH = 20;

/**
 * Removes blobs that nothing refers to: bytes first, then the row, so that a crash in between is only a reason to do it
 * again. Several processes may do so at once, also to the same blob.
 *
 * @param onError told of each blob that could not be removed; it is tried again by a later call
 * @returns how many were removed
 */
export async function sweepBlobs(
  core: StorageCore,
  onError: (error: unknown) => void,
  shouldStop: () => boolean = () => false,
): Promise<number> {
  let removed = 0;
  const [clock] = await core.pool.query<{ now: Date }>(
    `select pressroom.clock() + interval '1 millisecond' as now`, // Postgres counts in smaller units than Date
  );
  const before = clock?.now ?? new Date();
  while (!shouldStop()) {
    const ids = await looseBlobs(core.pool, core.blobs.names, before, SWEEP_BATCH);
    const count = await removeThose(core, ids, onError);
    removed += count;
    if (ids.length < SWEEP_BATCH || count === 0) break;
  }
  return removed;
}

/** Removes these blobs now, if nothing refers to them. What fails is left to housekeeping. */
export async function sweepTheseBlobs(core: StorageCore, ids: string[]): Promise<void> {
  await removeThose(core, ids, () => {});
}

/** Removes a blob whose write into the active store broke off, if it is not whole after all. @throws StoreError */
export async function dropBlob(core: StorageCore, id: string): Promise<void> {
  if (await removeIf(core, id, ({ isWhole }) => !isWhole)) return;
  // Taken for dead and removed already: without its row nobody would ever find the bytes that came after that.
  if (!(await hasBlob(core.pool, id))) await core.blobs.active.discard(id);
}

async function removeThose(core: StorageCore, ids: string[], onError: (error: unknown) => void): Promise<number> {
  let removed = 0;
  for (const id of ids) {
    try {
      if (await removeIf(core, id, ({ isWhole, isLoose }) => isLoose || !isWhole)) removed += 1;
    } catch (error) {
      onError(error);
      await postponeBlob(core.pool, id).catch(() => {});
    }
  }
  return removed;
}

/**
 * Removing gigabytes takes time, and a store may be the database itself: no transaction is open meanwhile, which would
 * hold one connection of the pool while it waits for another.
 */
async function removeIf(core: StorageCore, id: string, isDue: IsDue): Promise<boolean> {
  const blob = await condemn(core, id, isDue);
  if (!blob) return false;
  const store = core.blobs.find(blob.store);
  await (blob.isWhole ? store.remove([id]) : store.discard(id));
  await deleteBlob(core.pool, id);
  return true;
}

type IsDue = (blob: { isWhole: boolean; isLoose: boolean }) => boolean;

/**
 * Sees to it that nothing will refer to a blob again, if nothing does. A whole one is referred to by copies of what refers
 * to it already, and whoever makes a copy keeps the original until it is there; a loose one that is not whole is never
 * finished.
 */
function condemn(core: StorageCore, id: string, isDue: IsDue): Promise<{ store: StoreName; isWhole: boolean } | null> {
  return transaction(core.pool, core.hints, async (tx) => {
    const blob = await lockBlob(tx, id);
    if (!blob || !isDue(blob)) return null;
    if (await isReferredTo(tx, id)) {
      await holdBlob(tx, id);
      return null;
    }
    await condemnBlob(tx, id);
    return blob;
  });
}
