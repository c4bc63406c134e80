import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { findArtifact, findPreview, listArtifacts, type ArtifactRecord } from '../../src/jobs/artifact-store.ts';
import { cancelJob } from '../../src/jobs/cancel-job.ts';
import { claimJobs, type ClaimedJob } from '../../src/jobs/claim-jobs.ts';
import { findJob } from '../../src/jobs/job-reader.ts';
import { deleteJob } from '../../src/jobs/remove-jobs.ts';
import { reuseArtifact } from '../../src/jobs/reuse-artifact.ts';
import { saveArtifact, type ArtifactSource } from '../../src/jobs/save-artifact.ts';
import { settleJob } from '../../src/jobs/settle-job.ts';
import { readBlob } from '../../src/storage/blob-stores.ts';
import { CHUNK_BYTES } from '../../src/storage/postgres-store.ts';
import { sweepBlobs } from '../../src/storage/sweep-blobs.ts';
import { openWorld, type World } from './model/world.ts';
import { beginArtifact, startJob, VIEWER } from './some-jobs.ts';

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

const save = (name: string, content: AsyncIterable<Uint8Array>, more: Partial<ArtifactSource> = {}) =>
  saveArtifact(world.core, job, { name, mediaType: 'application/pdf', content, ...more });

async function read(artifact: ArtifactRecord, start: number, end: number): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(readBlob(world.core.blobs, artifact, start, end)));
}

async function stored() {
  const [counts] = await world.core.pool.query<{ artifacts: number; blobs: number; chunks: number }>(
    `select (select count(*) from pressroom.artifacts) as artifacts, (select count(*) from pressroom.blobs) as blobs,
       (select count(*) from pressroom.blob_chunks) as chunks`,
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
      expect((await read(saved!, 0, size - 1)).equals(bytes)).toBe(true);
      expect(await stored()).toEqual({ artifacts: 1, blobs: 1, chunks: Math.ceil(size / CHUNK_BYTES), events: 1 });
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
        expect((await read(saved!, start, end)).equals(bytes.subarray(start, end + 1))).toBe(true);
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
  expect(await stored()).toEqual({ artifacts: 1, blobs: 1, chunks: 1, events: 4 });
});

test('a source that breaks off leaves nothing', async () => {
  const content = (async function* () {
    yield randomBytes(CHUNK_BYTES + 1);
    throw new Error('the handler failed');
  })();
  await expect(save('a.pdf', content)).rejects.toThrow('the handler failed');
  expect(await stored()).toEqual({ artifacts: 0, blobs: 0, chunks: 0, events: 0 });
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
  expect(await stored()).toEqual({ artifacts: 0, blobs: 0, chunks: 0, events: 0 });
});

test('settling drops what the attempt began and did not finish, and keeps what is whole', async () => {
  await save('whole.pdf', pieces(Buffer.from('whole')));
  await beginArtifact(world.core, job, 'half.pdf');
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

describe('previews', () => {
  const savePreview = (previewOf: string, words: string) =>
    save('preview.png', pieces(Buffer.from(words)), { mediaType: 'image/png', previewOf });

  test('a preview is found by its file, is not listed, and its file is told of again', async () => {
    const file = await save('a.pdf', pieces(Buffer.from('file')), { generator: 'pressroom-pdf/1' });
    expect(file).toMatchObject({ generator: 'pressroom-pdf/1', previewType: null });
    const preview = await savePreview(file!.id, 'picture');
    expect(await listArtifacts(world.core.pool, [job.jobId])).toEqual([{ ...file, previewType: 'image/png' }]);
    expect(await findArtifact(world.core.pool, job.jobId, 'preview.png')).toBeNull();
    expect(await findPreview(world.core.pool, file!.id)).toEqual(preview);
    const events = await world.core.pool.query<{ data: object }>(
      `select data from pressroom.job_events where type = 'artifact' order by seq`,
    );
    expect(events.map(({ data }) => data)).toEqual([
      expect.not.objectContaining({ preview: expect.anything() }),
      expect.objectContaining({ artifactId: file!.id, name: 'a.pdf', preview: { mediaType: 'image/png' } }),
    ]);
  });

  test('a second preview takes the place of the first, and goes with its file', async () => {
    const file = await save('a.pdf', pieces(Buffer.from('file')));
    await savePreview(file!.id, 'one');
    const second = await savePreview(file!.id, 'another');
    expect(await findPreview(world.core.pool, file!.id)).toEqual(second);
    expect(await stored()).toMatchObject({ artifacts: 2, blobs: 2, chunks: 2 });
    await save('a.pdf', pieces(Buffer.from('file again')));
    expect(await stored()).toMatchObject({ artifacts: 1, blobs: 1, chunks: 1 });
  });

  test('a file may be called as a preview is', async () => {
    const file = await save('preview.png', pieces(Buffer.from('file')));
    await savePreview(file!.id, 'picture');
    expect(await findArtifact(world.core.pool, job.jobId, 'preview.png')).toMatchObject({ id: file!.id });
  });
});

describe('the same file for another job', () => {
  const RECIPE = 'sha256-of-everything';

  async function finishWithFile(userId: string | null = null): Promise<void> {
    job = await startJob(world.core, { userId });
    const file = await save('a.pdf', pieces(Buffer.from('file')), { generator: 'pressroom-pdf/1', recipe: RECIPE });
    await save('p.png', pieces(Buffer.from('picture')), { mediaType: 'image/png', previewOf: file!.id });
    await settleJob(world.core, 'pdf', job, { kind: 'complete', result: null, mainArtifactId: file!.id });
  }

  test('has the same bytes, its preview, an event, and the job says so; the bytes outlive the first job', async () => {
    await finishWithFile();
    const first = job.jobId;
    job = await startJob(world.core);
    const reused = await reuseArtifact(world.core, job, RECIPE);
    expect(reused).toMatchObject({
      jobId: job.jobId,
      name: 'a.pdf',
      generator: 'pressroom-pdf/1',
      previewType: 'image/png',
    });
    expect(await findJob(world.core.pool, VIEWER, job.jobId)).toMatchObject({ reusedFrom: first });
    expect(await stored()).toEqual({ artifacts: 4, blobs: 2, chunks: 2, events: 1 });
    expect(await deleteJob(world.core, VIEWER, first)).toBe('deleted');
    expect(await stored()).toEqual({ artifacts: 2, blobs: 2, chunks: 2, events: 1 });
    expect((await read(reused as ArtifactRecord, 0, 3)).toString()).toBe('file');
    await settleJob(world.core, 'pdf', job, { kind: 'complete', result: null, mainArtifactId: null });
    const last = job.jobId;
    job = await startJob(world.core);
    expect(await deleteJob(world.core, VIEWER, last)).toBe('deleted');
    expect(await stored()).toMatchObject({ artifacts: 0, blobs: 0, chunks: 0 });
  });

  test('takes the place of what an earlier attempt saved; a new attempt begins without it', async () => {
    await finishWithFile();
    job = await startJob(world.core, { retryDelaySeconds: 0 });
    await save('a.pdf', pieces(Buffer.from('of the first attempt')));
    await reuseArtifact(world.core, job, RECIPE);
    expect(await stored()).toMatchObject({ artifacts: 4, blobs: 2, chunks: 2 });
    await settleJob(world.core, 'pdf', job, { kind: 'release' });
    const [again] = await claimJobs(world.core, 'pdf', 1, 'worker-2');
    expect(again).toMatchObject({ jobId: job.jobId });
    expect(await findJob(world.core.pool, VIEWER, job.jobId)).toMatchObject({ reusedFrom: null, warnings: [] });
  });

  test.each([
    ['another recipe', null, { recipe: 'other' }],
    ['another tenant', null, { tenant: 'other' }],
    ['a user, and nobody', 'ada', {}],
    ['nobody, and a user', null, { userId: 'ada' }],
    ['two users', 'bob', { userId: 'ada' }],
  ])('is not for %s', async (_who, owner, changes: { recipe?: string; tenant?: string; userId?: string }) => {
    const { recipe = RECIPE, ...ofJob } = changes;
    await finishWithFile(owner);
    job = await startJob(world.core, ofJob);
    expect(await reuseArtifact(world.core, job, recipe)).toBeNull();
    expect(await stored()).toMatchObject({ artifacts: 2, events: 0 });
  });

  test('is only of a completed job, and only for one that is held', async () => {
    await save('a.pdf', pieces(Buffer.from('file')), { recipe: RECIPE });
    const other = await startJob(world.core);
    expect(await reuseArtifact(world.core, other, RECIPE)).toBeNull();
    await finishWithFile();
    await cancelJob(world.core, VIEWER, other.jobId, null);
    expect(await reuseArtifact(world.core, other, RECIPE)).toBe('lease-lost');
    expect(await findJob(world.core.pool, VIEWER, other.jobId)).toMatchObject({ reusedFrom: null });
  });
});

test('a crash leaves an unfinished file: its bytes go soon after its job goes on, and at last by themselves', async () => {
  const sweep = () =>
    sweepBlobs(world.core, (error) => {
      throw error;
    });
  await beginArtifact(world.core, job, 'half.pdf');
  await world.passSeconds(59 * 60);
  expect(await sweep()).toBe(0);
  await settleJob(world.core, 'pdf', job, { kind: 'release' });
  expect(await sweep()).toBe(1);
  expect(await stored()).toMatchObject({ artifacts: 0, blobs: 0 });
});
