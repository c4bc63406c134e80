import { createHash, randomBytes, randomUUIDv7 } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createPool, type Pool } from '../../src/db/pool.ts';
import { deleteUpload } from '../../src/files/remove-uploads.ts';
import { storeUpload } from '../../src/files/store-upload.ts';
import type { UploadRecord } from '../../src/files/upload-store.ts';
import { StoreError } from '../../src/storage/blob-store.ts';
import { openBlobStores, readBlob } from '../../src/storage/blob-stores.ts';
import { insertBlob, touchBlob } from '../../src/storage/blob-table.ts';
import type { StorageCore } from '../../src/storage/store-blob.ts';
import { sweepBlobs } from '../../src/storage/sweep-blobs.ts';
import { createTestDatabase, type TestDatabase } from '../helpers/database.ts';
import { countRows, openRig, STORES, type StoreRig } from './store-rigs.ts';

const MIB = 1024 * 1024;
const VIEWER = { tenant: 'acme', userId: null, sessionId: null, jobIds: null };

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool({ databaseUrl: database.url, applicationName: 'test-stores', maxConnections: 6 });
});
afterAll(async () => {
  await pool.close();
  await database.drop();
});

describe.each(STORES)('bytes in %s', (name) => {
  let rig: StoreRig;
  let core: StorageCore;
  beforeAll(async () => {
    rig = await openRig(name);
    core = { pool, hints: { send: () => {} }, blobs: await openBlobStores(rig.settings, pool) };
  });
  beforeEach(expectNothing);
  afterEach(async () => {
    const left = await pool.query<{ id: string }>('select id from pressroom.uploads');
    for (const { id } of left) await deleteUpload(core, VIEWER, id);
    await expectNothing();
  });
  afterAll(async () => {
    core.blobs.close();
    await rig.close();
  });

  async function expectNothing(): Promise<void> {
    const rows = [await countRows(pool, 'uploads'), await countRows(pool, 'blobs'), await rig.count(pool)];
    expect(rows).toEqual([0, 0, 0]);
  }

  function store(
    content: AsyncIterable<Uint8Array>,
    check = (): void => {},
    id = randomUUIDv7(),
  ): Promise<UploadRecord> {
    const upload = { id, tenant: 'acme', userId: null, name: 'a.bin', mediaType: 'a/b', retentionSeconds: 60 };
    return storeUpload(core, upload, content, check);
  }

  async function read(upload: UploadRecord, start?: number, end?: number): Promise<Buffer> {
    return Buffer.concat(await Array.fromAsync(readBlob(core.blobs, upload, start, end)));
  }

  test.each([0, 1, 256 * 1024, 5 * MIB - 1, 5 * MIB, 5 * MIB + 1, 12 * MIB + 17])(
    '%i come back as they went in',
    async (size) => {
      const bytes = randomBytes(size);
      const upload = await store(pieces(bytes));
      expect(upload).toMatchObject({ sizeBytes: size, sha256: digest(bytes), store: name });
      expect((await read(upload)).equals(bytes)).toBe(true);
    },
  );

  test('any range of them', async () => {
    const bytes = randomBytes(6 * MIB);
    const upload = await store(pieces(bytes));
    for (const [start, end] of [
      [0, 0],
      [bytes.length - 1, bytes.length - 1],
      [256 * 1024 - 1, 256 * 1024],
      [5 * MIB - 2, 5 * MIB + 1],
      [1, bytes.length - 2],
    ] as const) {
      expect((await read(upload, start, end)).equals(bytes.subarray(start, end + 1))).toBe(true);
    }
  });

  test('a reader that stops is no fault, and the next one reads', async () => {
    const bytes = randomBytes(3 * MIB);
    const upload = await store(pieces(bytes));
    for await (const piece of readBlob(core.blobs, upload)) {
      expect(piece.equals(bytes.subarray(0, piece.length))).toBe(true);
      break;
    }
    expect(digest(await read(upload))).toBe(upload.sha256);
  });

  test('what breaks off leaves nothing, and says why', async () => {
    const content = (async function* () {
      yield randomBytes(7 * MIB);
      throw new RangeError('the source broke off');
    })();
    await expect(store(content)).rejects.toThrow(new RangeError('the source broke off'));
  });

  test('what is refused when it is whole leaves nothing', async () => {
    const refuse = (): never => {
      throw new RangeError('not these bytes');
    };
    await expect(store(pieces(randomBytes(6 * MIB)), refuse)).rejects.toThrow('not these bytes');
  });

  test('a store that fails half-way leaves nothing', async () => {
    const id = randomUUIDv7();
    const content = (async function* () {
      yield randomBytes(4 * MIB);
      await rig.breakWrite(pool, id);
      yield randomBytes(4 * MIB);
    })();
    const failure = await store(content, () => {}, id).catch((error: unknown) => error);
    await rig.repair(pool);
    expect(failure).toBeInstanceOf(name === 'postgres' ? Error : StoreError);
    if (name !== 'postgres') expect((failure as Error).message).toMatch(/^The (folder of files|S3 service) .*\.$/);
  });

  test('what a dead process left goes after an hour; a sign of life puts that off', async () => {
    const id = randomUUIDv7();
    await insertBlob(pool, id, name);
    const frozen = Promise.withResolvers<never>();
    frozen.promise.catch(() => {});
    const atWork = Promise.withResolvers<void>();
    const writing = core.blobs.active.write(
      id,
      (async function* () {
        yield randomBytes(7 * MIB);
        atWork.resolve();
        await frozen.promise;
      })(),
    );
    writing.catch(() => {});
    await atWork.promise;
    expect(await rig.count(pool)).toBeGreaterThan(0);
    await age(id);
    expect(await touchBlob(pool, id)).toBe(true);
    expect(await sweep()).toBe(0);
    await age(id);
    expect(await sweep()).toBe(1);
    expect([await countRows(pool, 'blobs'), await rig.count(pool)]).toEqual([0, 0]);
    expect(await touchBlob(pool, id)).toBe(false);
    frozen.reject(new Error('it wakes'));
    await expect(writing).rejects.toThrow();
  });

  test('a write that was taken for dead, and goes on, leaves nothing either', async () => {
    const id = randomUUIDv7();
    const content = (async function* () {
      yield randomBytes(MIB);
      await age(id);
      expect(await sweep()).toBe(1);
      yield randomBytes(MIB);
    })();
    await expect(store(content, () => {}, id)).rejects.toThrow();
  });

  test('many at once are removed without waiting for one another’s connections', async () => {
    const uploads = await Promise.all(Array.from({ length: 12 }, () => store(pieces(randomBytes(300_000)))));
    await Promise.all(uploads.map(({ id }) => deleteUpload(core, VIEWER, id)));
    await expectNothing();
  });

  test('bytes that were lost are told of, not left out', async () => {
    const upload = await store(pieces(randomBytes(MIB)));
    await core.blobs.active.remove([upload.blobId]);
    await expect(read(upload)).rejects.toBeInstanceOf(StoreError);
  });

  async function age(id: string): Promise<void> {
    await pool.query(`update pressroom.blobs set touched_at = touched_at - interval '61 minutes' where id = $1`, [id]);
  }

  function sweep(): Promise<number> {
    return sweepBlobs(core, (error) => {
      throw error;
    });
  }
});

test('another store may take the new files; the old ones are read as long as theirs is named, and told of when not', async () => {
  const rig = await openRig('folder');
  const hints = { send: () => {} };
  const before = { pool, hints, blobs: await openBlobStores(rig.settings, pool) };
  const bytes = randomBytes(1_000);
  const upload = await storeUpload(
    before,
    { id: randomUUIDv7(), tenant: 'acme', userId: null, name: 'a', mediaType: 'a/b', retentionSeconds: 60 },
    pieces(bytes),
    () => {},
  );
  const moved = await openBlobStores({ ...rig.settings, active: 'postgres' }, pool);
  expect(moved.active.name).toBe('postgres');
  expect(Buffer.concat(await Array.fromAsync(readBlob(moved, upload))).equals(bytes)).toBe(true);
  const forgotten = { pool, hints, blobs: await openBlobStores({ active: 'postgres', folder: null, s3: null }, pool) };
  await expect(Array.fromAsync(readBlob(forgotten.blobs, upload))).rejects.toThrow(
    'The file is in a store (folder) that the service is not configured to use any more.',
  );
  expect(await deleteUpload(forgotten, VIEWER, upload.id)).toBe('deleted');
  const errors: unknown[] = [];
  expect(await sweepBlobs(forgotten, (error) => errors.push(error))).toBe(0);
  expect([errors, await countRows(pool, 'blobs'), await rig.count(pool)]).toEqual([[], 1, 1]);
  expect(await sweepBlobs(before, (error) => errors.push(error))).toBe(1);
  expect([errors, await countRows(pool, 'blobs'), await rig.count(pool)]).toEqual([[], 0, 0]);
  await rig.close();
});

test('a folder that cannot be one is told of at once', async () => {
  await expect(openBlobStores({ active: 'folder', folder: '/dev/null/files', s3: null }, pool)).rejects.toBeInstanceOf(
    StoreError,
  );
});

test('what cannot be removed does not hold up the rest', async () => {
  const rig = await openRig('s3');
  const core = { pool, hints: { send: () => {} }, blobs: await openBlobStores(rig.settings, pool) };
  await rig.close(); // the service is away
  const gone = randomUUIDv7();
  const here = randomUUIDv7();
  await pool.query(
    `insert into pressroom.blobs (id, store, size_bytes, sha256, created_at, touched_at, loose_at)
     select id, store, 1, 'x', now(), now(), now() - age from (values ($1::uuid, 's3', interval '2 s'), ($2::uuid, 'postgres', interval '1 s')) v(id, store, age)`,
    [gone, here],
  );
  const errors: unknown[] = [];
  expect(await sweepBlobs(core, (error) => errors.push(error))).toBe(1);
  expect(errors).toEqual([expect.any(StoreError)]);
  expect(await pool.query('select id from pressroom.blobs')).toEqual([{ id: gone }]);
  await pool.query('delete from pressroom.blobs');
  core.blobs.close();
});

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The bytes in pieces of a size that fits nothing, in one buffer that is used again and again. */
async function* pieces(bytes: Buffer, size = 100_003): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.alloc(size);
  for (let at = 0; at < bytes.length; at += size) yield buffer.subarray(0, bytes.copy(buffer, 0, at, at + size));
}
