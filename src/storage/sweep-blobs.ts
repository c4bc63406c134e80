import { transaction } from '../db/transaction.ts';
import {
  condemnBlobs,
  deleteBlobs,
  hasBlob,
  holdBlobs,
  lockBlobs,
  looseBlobs,
  postponeBlob,
  referredToAmong,
  type LockedBlob,
} from './blob-table.ts';
import type { StorageCore } from './store-blob.ts';

/** Blobs removed together: what is written to the database for one costs the same for all of them. */
const SWEEP_BATCH = 100;
/** A store that is away takes its time with each. */
const MAX_FAILURES = 20;

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
    const count = await removeTogether(core, ids, isGarbage).catch(() => removeOneByOne(core, ids, onError));
    removed += count;
    if (ids.length < SWEEP_BATCH || count === 0) break;
  }
  return removed;
}

/** Removes these blobs now, if nothing refers to them. What fails, and all that comes after it, is left to housekeeping. */
export async function sweepTheseBlobs(core: StorageCore, ids: string[]): Promise<void> {
  try {
    for (let at = 0; at < ids.length; at += SWEEP_BATCH) {
      await removeTogether(core, ids.slice(at, at + SWEEP_BATCH), isGarbage);
    }
  } catch {
    // A store that is away now would be waited for with each batch.
  }
}

/** Removes a blob whose write into the active store broke off, if it is not whole after all. @throws StoreError */
export async function dropBlob(core: StorageCore, id: string): Promise<void> {
  if ((await removeTogether(core, [id], ({ isWhole }) => !isWhole)) === 1) return;
  // Taken for dead and removed already: without its row nobody would ever find the bytes that came after that.
  if (!(await hasBlob(core.pool, id))) await core.blobs.active.discard(id);
}

const isGarbage = ({ isWhole, isLoose }: LockedBlob): boolean => isLoose || !isWhole;

/** One that cannot be removed must not keep the others from it. */
async function removeOneByOne(core: StorageCore, ids: string[], onError: (error: unknown) => void): Promise<number> {
  let removed = 0;
  let failed = 0;
  for (const id of ids) {
    try {
      removed += await removeTogether(core, [id], isGarbage);
    } catch (error) {
      onError(error);
      await postponeBlob(core.pool, id).catch(() => {});
      failed += 1;
    }
    if (failed === MAX_FAILURES) break;
  }
  return removed;
}

/**
 * Removing gigabytes takes time, and a store may be the database itself: no transaction is open meanwhile, which would
 * hold one connection of the pool while it waits for another.
 */
async function removeTogether(core: StorageCore, ids: string[], isDue: (blob: LockedBlob) => boolean): Promise<number> {
  const condemned = ids.length > 0 ? await condemn(core, ids, isDue) : [];
  for (const [name, blobs] of Map.groupBy(condemned, ({ store }) => store)) {
    const store = core.blobs.find(name);
    const whole = blobs.filter(({ isWhole }) => isWhole);
    if (whole.length > 0) await store.remove(idsOf(whole));
    for (const { id, isWhole } of blobs) if (!isWhole) await store.discard(id);
  }
  if (condemned.length > 0) await deleteBlobs(core.pool, idsOf(condemned));
  return condemned.length;
}

/**
 * Sees to it that nothing will refer to these blobs again, where nothing does. A whole one is referred to by copies of
 * what refers to it already, and whoever makes a copy keeps the original until it is there; a loose one that is not whole
 * is never finished.
 */
function condemn(core: StorageCore, ids: string[], isDue: (blob: LockedBlob) => boolean): Promise<LockedBlob[]> {
  return transaction(core.pool, core.hints, async (tx) => {
    const due = (await lockBlobs(tx, ids)).filter(isDue);
    if (due.length === 0) return [];
    const referredTo = await referredToAmong(tx, idsOf(due));
    const held = due.filter(({ id }) => referredTo.has(id));
    const condemned = due.filter(({ id }) => !referredTo.has(id));
    if (held.length > 0) await holdBlobs(tx, idsOf(held));
    if (condemned.length > 0) await condemnBlobs(tx, idsOf(condemned));
    return condemned;
  });
}

function idsOf(blobs: LockedBlob[]): string[] {
  return blobs.map(({ id }) => id);
}
