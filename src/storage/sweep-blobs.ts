import { transaction } from '../db/transaction.ts';
import { deleteBlob, holdBlob, isReferredTo, lockBlob, looseBlobs, postponeBlob } from './blob-table.ts';
import type { StorageCore } from './store-blob.ts';

const SWEEP_BATCH = 20;
/** Removing gigabytes takes time, and the transaction that holds the row's lock idles meanwhile. */
const MAX_REMOVAL = '10min';

/**
 * Removes blobs that nothing refers to: bytes first, then the row, under the row's lock, so that a crash in between is
 * only a reason to do it again. Several processes may do so at once.
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

/** Removes a blob whose write broke off, if it is not whole after all. @throws StoreError */
export async function dropBlob(core: StorageCore, id: string): Promise<void> {
  await removeIf(core, id, ({ isWhole }) => !isWhole);
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

function removeIf(
  core: StorageCore,
  id: string,
  isDue: (blob: { isWhole: boolean; isLoose: boolean }) => boolean,
): Promise<boolean> {
  return transaction(core.pool, core.hints, async (tx) => {
    await tx.query(`set local idle_in_transaction_session_timeout = '${MAX_REMOVAL}'`);
    const blob = await lockBlob(tx, id);
    if (!blob || !isDue(blob)) return false;
    if (await isReferredTo(tx, id)) {
      await holdBlob(tx, id);
      return false;
    }
    const store = core.blobs.find(blob.store);
    await (blob.isWhole ? store.remove([id]) : store.discard(id));
    await deleteBlob(tx, id);
    return true;
  });
}
