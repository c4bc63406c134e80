import type { Queryable } from '../db/pool.ts';
import type { BlobFacts, StoreName } from './blob-store.ts';

/** SQL on `blobs`. What refers to them are artifacts and uploads. */

/** An unfinished blob whose write has given no sign of life for so long is what a crash left. */
const DEAD_WRITE = '1 hour';
/** The same, when nothing waits for it any more: several signs of life have been missed. */
const FORSAKEN_WRITE = '2 minutes';

/** Begins a blob that nothing refers to yet. */
export async function insertBlob(db: Queryable, id: string, store: StoreName): Promise<void> {
  await db.query(
    `insert into pressroom.blobs (id, store, created_at, touched_at)
     values ($1, $2, pressroom.clock(), pressroom.clock())`,
    [id, store],
  );
}

/** A sign of life of a write; false when nobody waits for it any more. */
export async function touchBlob(db: Queryable, id: string): Promise<boolean> {
  const rows = await db.query(
    `update pressroom.blobs set touched_at = pressroom.clock()
     where id = $1 and sha256 is null and loose_at is null returning id`,
    [id],
  );
  return rows.length === 1;
}

/** Makes a blob whole; false when nobody waits for it any more. What refers to it is written in the same transaction. */
export async function finishBlob(db: Queryable, id: string, { sizeBytes, sha256 }: BlobFacts): Promise<boolean> {
  const rows = await db.query(
    `update pressroom.blobs set size_bytes = $2, sha256 = $3
     where id = $1 and sha256 is null and loose_at is null returning id`,
    [id, sizeBytes, sha256],
  );
  return rows.length === 1;
}

/**
 * Blobs that may be garbage, those that were let go of first at the head.
 *
 * @param stores only in these; what is elsewhere cannot be removed now
 * @param before only what was let go of before this time
 */
export async function looseBlobs(
  db: Queryable,
  stores: readonly StoreName[],
  before: Date,
  limit: number,
): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    `select id from pressroom.blobs where store = any($1) and (
       (loose_at < $2 and (sha256 is not null or touched_at < pressroom.clock() - interval '${FORSAKEN_WRITE}'))
       or (sha256 is null and touched_at < pressroom.clock() - interval '${DEAD_WRITE}'))
     order by coalesce(loose_at, touched_at) limit $3`,
    [stores, before, limit],
  );
  return rows.map(({ id }) => id);
}

export interface LockedBlob {
  id: string;
  store: StoreName;
  isWhole: boolean;
  isLoose: boolean;
}

/** Locks those of these blobs that nobody else has locked. Whoever wants to refer to one of them has to wait. */
export function lockBlobs(db: Queryable, ids: string[]): Promise<LockedBlob[]> {
  return db.query<LockedBlob>(
    `select id, store, sha256 is not null as "isWhole", loose_at is not null as "isLoose"
     from pressroom.blobs where id = any($1::uuid[]) order by id for update skip locked`,
    [ids],
  );
}

/** Which of these blobs an artifact or an upload refers to. */
export async function referredToAmong(db: Queryable, ids: string[]): Promise<Set<string>> {
  const rows = await db.query<{ id: string }>(
    `select blob_id as id from pressroom.artifacts where blob_id = any($1::uuid[])
     union select blob_id from pressroom.uploads where blob_id = any($1::uuid[])`,
    [ids],
  );
  return new Set(rows.map(({ id }) => id));
}

/**
 * Takes the mark off blobs that are referred to after all. One that is not whole is looked at again in an hour: those
 * that stay so must not keep the sweep from the others.
 */
export async function holdBlobs(db: Queryable, ids: string[]): Promise<void> {
  await db.query(
    'update pressroom.blobs set loose_at = null, touched_at = pressroom.clock() where id = any($1::uuid[])',
    [ids],
  );
}

/** Sets the mark on blobs that nothing refers to: from now on their writes cannot finish. */
export async function condemnBlobs(db: Queryable, ids: string[]): Promise<void> {
  await db.query(
    'update pressroom.blobs set loose_at = pressroom.clock() where id = any($1::uuid[]) and loose_at is null',
    [ids],
  );
}

export async function hasBlob(db: Queryable, id: string): Promise<boolean> {
  return (await db.query('select 1 from pressroom.blobs where id = $1', [id])).length > 0;
}

/** Puts a blob that could not be removed to the end of the line. */
export async function postponeBlob(db: Queryable, id: string): Promise<void> {
  await db.query(
    `update pressroom.blobs set touched_at = pressroom.clock(),
       loose_at = case when loose_at is null then null else pressroom.clock() end where id = $1`,
    [id],
  );
}

export async function deleteBlobs(db: Queryable, ids: string[]): Promise<void> {
  await db.query('delete from pressroom.blobs where id = any($1::uuid[])', [ids]);
}
