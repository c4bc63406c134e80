import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  CHUNK_BYTES,
  findArtifact,
  insertArtifact,
  listArtifacts,
  readArtifact,
} from '../../src/jobs/artifact-store.ts';
import { cancelJob } from '../../src/jobs/cancel-job.ts';
import type { ClaimedJob } from '../../src/jobs/claim-jobs.ts';
import { saveArtifact } from '../../src/jobs/save-artifact.ts';
import { settleJob } from '../../src/jobs/settle-job.ts';
import { openWorld, type World } from './model/world.ts';
import { newJob, startJob, VIEWER } from './some-jobs.ts';

let world: World;
let job: ClaimedJob;
beforeAll(async () => {
  world = await openWorld();
});
beforeEach(async () => {
  await world.clear();
  job = await startJob(world.core);
});
afterAll(() => world.close());

/** The bytes in pieces of a size that fits no chunk, in one buffer that is used again and again. */
async function* pieces(bytes: Buffer, size = 100_003): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.alloc(size);
  for (let at = 0; at < bytes.length; at += size) yield buffer.subarray(0, bytes.copy(buffer, 0, at, at + size));
}

const save = (name: string, content: AsyncIterable<Uint8Array>) =>
  saveArtifact(world.core, job, { name, mediaType: 'application/pdf', content });

async function read(id: string, start: number, end: number): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(readArtifact(world.core.pool, id, start, end)));
}

async function stored() {
  const [counts] = await world.core.pool.query<{ artifacts: number; chunks: number }>(
    'select (select count(*) from pressroom.artifacts) as artifacts, (select count(*) from pressroom.artifact_chunks) as chunks',
  );
  const { row } = (await world.look()).get(job.jobId)!;
  return { ...counts, events: row!.events.filter(({ type }) => type === 'artifact').length };
}

describe('the bytes come back as they went in', () => {
  test.each([0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES, 2 * CHUNK_BYTES + 5])(
    '%i of them',
    async (size) => {
      const bytes = randomBytes(size);
      const saved = await save('a.pdf', pieces(bytes));
      expect(saved).toMatchObject({ sizeBytes: size, sha256: createHash('sha256').update(bytes).digest('hex') });
      expect((await read(saved!.id, 0, size - 1)).equals(bytes)).toBe(true);
      expect(await stored()).toEqual({ artifacts: 1, chunks: Math.ceil(size / CHUNK_BYTES), events: 1 });
    },
  );

  test('any range of them', async () => {
    const bytes = randomBytes(3 * CHUNK_BYTES);
    const saved = await save('a.pdf', pieces(bytes));
    for (const edge of [CHUNK_BYTES, 2 * CHUNK_BYTES]) {
      for (const [start, end] of [
        [edge - 1, edge - 1],
        [edge, edge],
        [edge - 1, edge],
        [0, edge],
        [edge - 2, bytes.length - 1],
      ] as const) {
        expect((await read(saved!.id, start, end)).equals(bytes.subarray(start, end + 1))).toBe(true);
      }
    }
  });
});

test('a second file of the same name takes the place of the first; two at once end as one', async () => {
  await save('a.pdf', pieces(Buffer.from('first')));
  const second = await save('a.pdf', pieces(Buffer.from('second')));
  expect(await findArtifact(world.core.pool, job.jobId, 'a.pdf')).toEqual(second);
  await Promise.all([save('a.pdf', pieces(Buffer.from('third'))), save('a.pdf', pieces(Buffer.from('fourth')))]);
  expect(await listArtifacts(world.core.pool, [job.jobId])).toHaveLength(1);
  expect(await stored()).toEqual({ artifacts: 1, chunks: 1, events: 4 });
});

test('a source that breaks off leaves nothing', async () => {
  const content = (async function* () {
    yield randomBytes(CHUNK_BYTES + 1);
    throw new Error('the handler failed');
  })();
  await expect(save('a.pdf', content)).rejects.toThrow('the handler failed');
  expect(await stored()).toEqual({ artifacts: 0, chunks: 0, events: 0 });
});

test('a file is not there before it is whole', async () => {
  const content = (async function* () {
    yield randomBytes(CHUNK_BYTES + 1);
    expect(await listArtifacts(world.core.pool, [job.jobId])).toEqual([]);
    expect(await findArtifact(world.core.pool, job.jobId, 'a.pdf')).toBeNull();
  })();
  expect(await save('a.pdf', content)).not.toBeNull();
});

test.each([
  ['cancelled', () => cancelJob(world.core, VIEWER, job.jobId, null)],
  ['settled', () => settleJob(world.core, 'pdf', job, { kind: 'release' })],
])('a lease that is lost mid-way (%s): the file is never seen and nothing of it stays', async (_how, lose) => {
  const content = (async function* () {
    yield randomBytes(CHUNK_BYTES + 1);
    await lose();
    yield randomBytes(CHUNK_BYTES + 1);
  })();
  expect(await save('a.pdf', content)).toBeNull();
  expect(await stored()).toEqual({ artifacts: 0, chunks: 0, events: 0 });
});

test('settling drops what the attempt began and did not finish, and keeps what is whole', async () => {
  await save('whole.pdf', pieces(Buffer.from('whole')));
  await insertArtifact(world.core.pool, job, newJob().id, 'half.pdf', 'application/pdf');
  await settleJob(world.core, 'pdf', job, { kind: 'complete', result: null, mainArtifactId: null });
  expect((await listArtifacts(world.core.pool, [job.jobId])).map(({ name }) => name)).toEqual(['whole.pdf']);
  expect(await stored()).toMatchObject({ artifacts: 1 });
});

test.each([
  '',
  '.',
  '..',
  'a/b.pdf',
  'a\\b.pdf',
  'a\0.pdf',
  'a\n.pdf',
  'evil\u202Efdp.exe',
  '\ud800.pdf',
  'x'.repeat(201),
])('a name that is no plain file name is refused: %j', async (name) => {
  await expect(save(name, pieces(Buffer.from('x')))).rejects.toThrow(RangeError);
});
