import type { Queryable } from '../db/pool.ts';
import { BlobGoneError, StoreError, type BlobStore } from './blob-store.ts';
import { inPieces, measure } from './pieces.ts';

/** Every chunk but the last has this size, so a range's first chunk is found by division. */
export const CHUNK_BYTES = 256 * 1024;
/** Chunks removed by one statement: 64 MiB take no long time. */
const CHUNKS_PER_DELETE = 256;

/** Bytes in the database itself: nothing else to run, and backups have them. */
export function createPostgresStore(db: Queryable): BlobStore {
  return {
    name: 'postgres',
    async write(id, content) {
      const { content: pieces, facts } = measure(inPieces(content, CHUNK_BYTES, true));
      let no = 0;
      for await (const chunk of pieces) {
        if (!(await insertChunk(db, id, no, chunk))) throw new BlobGoneError(id);
        no += 1;
      }
      return facts();
    },
    read: (id, _sizeBytes, start, end) => readChunks(db, id, start, end),
    remove: (ids) => removeChunks(db, ids),
    discard: (id) => removeChunks(db, [id]),
  };
}

/** Adds a chunk to a blob that is not whole yet; false when its row is gone, or has been let go of. */
async function insertChunk(db: Queryable, id: string, no: number, bytes: Buffer): Promise<boolean> {
  const rows = await db.query(
    `insert into pressroom.blob_chunks (blob_id, no, bytes)
     select b.id, $2, $3 from pressroom.blobs b where b.id = $1 and b.sha256 is null and b.loose_at is null
     for key share returning no`,
    [id, no, bytes],
  );
  return rows.length === 1;
}

async function* readChunks(db: Queryable, id: string, start: number, end: number): AsyncGenerator<Buffer> {
  const last = Math.floor(end / CHUNK_BYTES);
  for (let no = Math.floor(start / CHUNK_BYTES); no <= last; no += 1) {
    const offset = no * CHUNK_BYTES;
    const from = Math.max(start - offset, 0);
    const count = Math.min(end - offset + 1, CHUNK_BYTES) - from;
    const rows = await db.query<{ bytes: Buffer }>(
      `select substring(bytes from $3::int for $4::int) as bytes from pressroom.blob_chunks where blob_id = $1 and no = $2`,
      [id, no, from + 1, count],
    );
    const bytes = rows[0]?.bytes;
    if (bytes?.length !== count) throw new StoreError('The database has lost bytes of this file.');
    yield bytes;
  }
}

async function removeChunks(db: Queryable, ids: string[]): Promise<void> {
  for (;;) {
    const removed = await db.query(
      `delete from pressroom.blob_chunks c using (
         select blob_id, no from pressroom.blob_chunks where blob_id = any($1::uuid[]) limit ${CHUNKS_PER_DELETE}
       ) few where c.blob_id = few.blob_id and c.no = few.no returning c.no`,
      [ids],
    );
    if (removed.length < CHUNKS_PER_DELETE) return;
  }
}
