import type { Pool, Queryable } from '../db/pool.ts';
import { transaction, type HintSender, type Tx } from '../db/transaction.ts';
import { BlobGoneError, type BlobFacts } from './blob-store.ts';
import type { BlobStores } from './blob-stores.ts';
import { finishBlob, touchBlob } from './blob-table.ts';
import { dropBlob } from './sweep-blobs.ts';

/** What storing works with; the core of the jobs is one. */
export interface StorageCore {
  pool: Pool;
  hints: HintSender;
  blobs: BlobStores;
}

/** Well within the time after which a silent write is taken for dead. */
const TOUCH_INTERVAL_MS = 15_000;

export interface Publication<T> {
  /**
   * Writes what refers to the blob, in the transaction that makes it whole; it calls `finish` at the place that the order
   * of its locks demands. null undoes the transaction.
   */
  publish(tx: Tx, facts: BlobFacts, finish: () => Promise<void>): Promise<T | null>;
  /** Takes back what refers to the blob already, when it will not become whole. */
  withdraw?(): Promise<void>;
}

/**
 * Streams bytes into the active store, under a row of `blobs` that is there already, and makes them whole and visible in
 * one transaction. What fails on the way leaves nothing behind; what a crash leaves, housekeeping removes.
 *
 * @returns null when nobody waits for the bytes any more, or `publish` said so
 * @throws whatever `content` and `publish` throw, StoreError
 */
export async function storeBlob<T>(
  core: StorageCore,
  id: string,
  content: AsyncIterable<Uint8Array>,
  { publish, withdraw }: Publication<T>,
): Promise<T | null> {
  const life = keepAlive(core.pool, id);
  try {
    const facts = await core.blobs.active.write(id, whileWanted(content, id, life.isWanted));
    return await transaction(core.pool, core.hints, async (tx) => {
      const finish = async (): Promise<void> => {
        if (!(await finishBlob(tx, id, facts))) throw new BlobGoneError(id);
      };
      const published = await publish(tx, facts, finish);
      if (published === null) throw new BlobGoneError(id);
      return published;
    });
  } catch (error) {
    // Neither does anything to what is whole: the commit may have been done, and only its answer lost.
    await withdraw?.().catch(() => {});
    await dropBlob(core, id).catch(() => {});
    if (error instanceof BlobGoneError) return null;
    throw error;
  } finally {
    life.end();
  }
}

/** Signs of life while the bytes come, however slowly. A database that is away for a moment is no verdict. */
function keepAlive(db: Queryable, id: string): { isWanted: () => boolean; end: () => void } {
  let isWanted = true;
  const touch = async (): Promise<void> => {
    isWanted = await touchBlob(db, id).catch(() => isWanted);
  };
  const timer = setInterval(() => void touch(), TOUCH_INTERVAL_MS);
  timer.unref();
  return { isWanted: () => isWanted, end: () => clearInterval(timer) };
}

async function* whileWanted(
  content: AsyncIterable<Uint8Array>,
  id: string,
  isWanted: () => boolean,
): AsyncGenerator<Uint8Array> {
  for await (const piece of content) {
    if (!isWanted()) throw new BlobGoneError(id);
    yield piece;
  }
}
