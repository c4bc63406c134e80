import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  findDataset,
  findDatasetForJob,
  findDatasetOfFile,
  readableDatasets,
  readDatasetRows,
} from '../../src/datasets/dataset-store.ts';
import {
  abandonDataset,
  beginDataset,
  completeDataset,
  storeBatch,
  type RowBatch,
} from '../../src/datasets/fill-dataset.ts';
import { findFilling, readRejects, type Filling, type NewRow } from '../../src/datasets/fill-store.ts';
import { deleteDataset, removeExpiredDatasets } from '../../src/datasets/remove-datasets.ts';
import { cancelJob } from '../../src/jobs/cancel-job.ts';
import type { ClaimedJob } from '../../src/jobs/claim-jobs.ts';
import { jobError } from '../../src/jobs/rules.ts';
import { settleJob, type Settlement } from '../../src/jobs/settle-job.ts';
import type { Viewer } from '../../src/jobs/viewer.ts';
import { jobData } from '../../workers/job-data.ts';
import { claimOne, startJob, VIEWER } from '../jobs/some-jobs.ts';
import { openWorkerWorld, type WorkerWorld } from '../workers/worker-world.ts';

let world: WorkerWorld;
beforeAll(async () => {
  world = await openWorkerWorld();
});
afterAll(() => world.close());

const COMPLETE: Settlement = { kind: 'complete', result: {}, mainArtifactId: null };
const FAIL: Settlement = { kind: 'fail', error: jobError('broken', 'It broke.'), retryable: false };

function start(userId: string | null = null): Promise<ClaimedJob> {
  return startJob(world.core, { type: 'bulk_import', userId });
}

async function begin(job: ClaimedJob, sourceSha256 = 'ab'): Promise<Filling> {
  const columns = [{ header: 'n', type: 'integer' as const }];
  const filling = await beginDataset(world.core, job, { name: 'Set', columns, sourceSha256, retentionSeconds: 3_600 });
  if (!filling) throw new Error('The lease is lost');
  return filling;
}

function row(no: number, keyDigest: string | null = null): NewRow {
  return { no, line: no + 1, json: JSON.stringify([no]), keyDigest };
}

function batch(changes: Partial<RowBatch>): RowBatch {
  return {
    rows: [],
    rejected: [],
    lastNo: 0,
    total: 10,
    duplicate: ({ no, line }, earlier) => ({ no, line, faults: [{ column: 'n', value: '', reason: `as ${earlier}` }] }),
    tell: false,
    ...changes,
  };
}

async function filled(job: ClaimedJob, numbers: number[]): Promise<Filling> {
  const stored = await storeBatch(
    world.core,
    job,
    await begin(job),
    batch({ rows: numbers.map((no) => row(no)), lastNo: numbers.at(-1) ?? 0 }),
  );
  if (!stored) throw new Error('The lease is lost');
  return stored;
}

function settle(job: ClaimedJob, settlement: Settlement) {
  return settleJob(world.core, job.type, job, settlement);
}

async function visible(id: string) {
  return (await findDataset(world.core.pool, VIEWER, id)) !== null;
}

async function rowsOf(datasetId: string): Promise<number[]> {
  return (await readDatasetRows(world.core.pool, datasetId, 0, 1_000)).map(({ no }) => no);
}

describe('a batch', () => {
  test('is stored with how far it has come, and what is refused; the checkpoint says it to those who watch', async () => {
    const job = await start();
    const filling = await begin(job);
    const rejected = [{ no: 2, line: 3, faults: [{ column: 'n', value: 'x', reason: 'is bad' }] }];
    const one = await storeBatch(
      world.core,
      job,
      filling,
      batch({ rows: [row(1), row(3)], rejected, lastNo: 3, tell: true }),
    );
    expect(one).toMatchObject({ lastNo: 3, rowCount: 2, rejectedCount: 1 });
    expect(await findFilling(world.core.pool, job.jobId)).toEqual(one);
    expect(await readRejects(world.core.pool, filling.datasetId, 0, 10)).toEqual(rejected);
    const [stored] = await world.core.pool.query('select checkpoint from pressroom.document_jobs where id = $1', [
      job.jobId,
    ]);
    expect(stored).toEqual({ checkpoint: { datasetId: filling.datasetId, records: 3, total: 10 } });
  });

  test('that was stored before cannot be stored again', async () => {
    const job = await start();
    const filling = await filled(job, [1, 2]);
    await expect(storeBatch(world.core, job, filling, batch({ rows: [row(2)], lastNo: 2 }))).rejects.toThrow();
    await expect(storeBatch(world.core, job, filling, batch({ rows: [row(3)], lastNo: 1 }))).rejects.toThrow(/filled/);
    expect(await rowsOf(filling.datasetId)).toEqual([1, 2]);
  });

  test('with rows of the same key stores the first, and refuses the others with its number', async () => {
    const job = await start();
    const [a, b] = ['aa'.repeat(32), 'bb'.repeat(32)];
    const rows = [row(1, a), row(2, b), row(3, a), row(4), row(5)];
    const first = await storeBatch(world.core, job, await begin(job), batch({ rows, lastNo: 5 }));
    const second = await storeBatch(world.core, job, first!, batch({ rows: [row(6, b)], lastNo: 6 }));
    expect(second).toMatchObject({ rowCount: 4, rejectedCount: 2, lastNo: 6 });
    const rejects = await readRejects(world.core.pool, second!.datasetId, 0, 10);
    expect(rejects.map(({ no, faults }) => [no, faults[0]?.reason])).toEqual([
      [3, 'as 1'],
      [6, 'as 2'],
    ]);
  });

  test('of a lease that is lost stores nothing', async () => {
    const job = await start();
    const filling = await filled(job, [1]);
    const lost = { ...job, token: randomUUID() };
    for (const tell of [true, false])
      expect(await storeBatch(world.core, lost, filling, batch({ rows: [row(2)], lastNo: 2, tell }))).toBeNull();
    await cancelJob(world.core, VIEWER, job.jobId, null);
    expect(await storeBatch(world.core, job, filling, batch({ rows: [row(2)], lastNo: 2 }))).toBeNull();
    expect(await completeDataset(world.core, job, filling)).toBeNull();
    expect(await abandonDataset(world.core, job, filling)).toBeNull();
    expect(await rowsOf(filling.datasetId)).toEqual([1]);
    await settle(job, { kind: 'acknowledge' });
  });
});

describe('a data set is seen', () => {
  test('from the moment its job completes, and not before', async () => {
    const job = await start();
    const filling = await filled(job, [1, 2]);
    expect(await visible(filling.datasetId)).toBe(false);
    await completeDataset(world.core, job, filling);
    expect(await completeDataset(world.core, job, filling)).toMatchObject({ state: 'whole', rowCount: 2 });
    expect(await visible(filling.datasetId)).toBe(false);
    await settle(job, COMPLETE);
    const dataset = await findDataset(world.core.pool, VIEWER, filling.datasetId);
    expect(dataset).toMatchObject({ name: 'Set', rowCount: 2, jobId: job.jobId, sourceSha256: 'ab' });
    const [finished] = await world.core.pool.query<{ at: Date }>(
      'select finished_at as at from pressroom.document_jobs where id = $1',
      [job.jobId],
    );
    expect(dataset?.expiresAt.getTime()).toBe((finished?.at.getTime() ?? 0) + 3_600_000);
  });

  test.each([
    ['fails', FAIL],
    ['is cancelled when all is stored', { kind: 'acknowledge' }],
    ['completes without having all', COMPLETE],
  ] as [string, Settlement][])('never, when its job %s', async (how, settlement) => {
    const job = await start();
    const filling = await filled(job, [1]);
    if (how !== 'completes without having all') await completeDataset(world.core, job, filling);
    if (settlement.kind === 'acknowledge') await cancelJob(world.core, VIEWER, job.jobId, null);
    await settle(job, settlement);
    expect(await visible(filling.datasetId)).toBe(false);
    await removeExpiredDatasets(world.core.pool);
    expect(await rowsOf(filling.datasetId)).toEqual([]);
    const left = await world.core.pool.query('select 1 from pressroom.datasets where id = $1', [filling.datasetId]);
    expect(left).toEqual([]);
  });

  test('by the next attempt as far as it has come', async () => {
    const job = await start();
    const filling = await filled(job, [1, 2]);
    await settle(job, { kind: 'release' });
    const next = await claimOne(world.core, 'bulk_import');
    expect(await findFilling(world.core.pool, next.jobId)).toEqual(filling);
    await settle(next, FAIL);
  });

  test('by nobody once it is abandoned, deleted or past its time; then its rows go', async () => {
    const job = await start();
    const abandoned = await filled(job, [1, 2]);
    expect(await abandonDataset(world.core, job, abandoned)).toBe(true);
    expect(await rowsOf(abandoned.datasetId)).toEqual([]);
    await settle(job, FAIL);

    const [deleted, expired, kept] = [await ready(), await ready(), await ready()];
    expect(await deleteDataset(world.core.pool, { ...VIEWER, tenant: 'other' }, deleted)).toBe(false);
    expect(await deleteDataset(world.core.pool, VIEWER, deleted)).toBe(true);
    expect(await deleteDataset(world.core.pool, VIEWER, deleted)).toBe(false);
    await world.core.pool.query('update pressroom.datasets set expires_at = now() where id = $1', [expired]);
    expect(await visible(expired)).toBe(false);
    expect(await removeExpiredDatasets(world.core.pool, () => true)).toBe(0);
    await removeExpiredDatasets(world.core.pool);
    expect([await rowsOf(deleted), await rowsOf(expired), await rowsOf(kept)]).toEqual([[], [], [1, 2, 3]]);
    expect(await visible(kept)).toBe(true);
  });

  test('after its job was removed', async () => {
    const id = await ready();
    await world.core.pool.query(
      'delete from pressroom.document_jobs where id = (select job_id from pressroom.datasets where id = $1)',
      [id],
    );
    expect(await visible(id)).toBe(true);
  });
});

async function ready(userId: string | null = null, sourceSha256 = 'ab'): Promise<string> {
  const job = await start(userId);
  const filling = await begin(job, sourceSha256);
  const rows = [row(1), row(2), row(3)];
  const stored = await storeBatch(world.core, job, filling, batch({ rows, lastNo: 3 }));
  await completeDataset(world.core, job, stored!);
  await settle(job, COMPLETE);
  return filling.datasetId;
}

describe('who sees what', () => {
  test("a tenant's own, a user's own; a job for a user also what belongs to none", async () => {
    const [adas, nobodys] = [await ready('ada', 'd1'), await ready(null, 'd1')];
    const sees = async (changes: Partial<Viewer>) => {
      const viewer = { ...VIEWER, ...changes };
      const found = await Promise.all([adas, nobodys].map((id) => findDataset(world.core.pool, viewer, id)));
      return found.map((dataset) => dataset !== null);
    };
    expect(await sees({})).toEqual([true, true]);
    expect(await sees({ userId: 'ada' })).toEqual([true, false]);
    expect(await sees({ userId: 'alan' })).toEqual([false, false]);
    expect(await sees({ tenant: 'other' })).toEqual([false, false]);

    const jobSees = async (tenant: string, userId: string | null) =>
      (await Promise.all([adas, nobodys].map((id) => findDatasetForJob(world.core.pool, { tenant, userId }, id)))).map(
        (dataset) => dataset !== null,
      );
    expect(await jobSees('acme', null)).toEqual([true, true]);
    expect(await jobSees('acme', 'ada')).toEqual([true, true]);
    expect(await jobSees('acme', 'alan')).toEqual([false, true]);
    expect(await jobSees('other', null)).toEqual([false, false]);

    const asAlan: Viewer = { ...VIEWER, userId: 'alan' };
    expect(await findDatasetOfFile(world.core.pool, asAlan, 'd1')).toBeNull();
    expect((await findDatasetOfFile(world.core.pool, VIEWER, 'd1'))?.id).toBe(nobodys);
    const both = [adas, nobodys, 'no id'];
    expect(await readableDatasets(world.core.pool, VIEWER, 'alan', both)).toEqual(new Set([nobodys]));
    expect(await readableDatasets(world.core.pool, VIEWER, null, both)).toEqual(new Set([adas, nobodys]));
    expect(await readableDatasets(world.core.pool, asAlan, 'alan', both)).toEqual(new Set());
  });

  test('a job lays one down as a file of lists; one that it may not read is none', async () => {
    const id = await ready('ada');
    const folder = await mkdtemp(join(tmpdir(), 'pressroom-test-'));
    try {
      const path = join(folder, 'rows');
      const forUser = async (userId: string) => {
        const job = await startJob(world.core, { userId });
        return jobData(world.core, job, (writing) => writing as never).spoolDataset(id, path);
      };
      expect(await forUser('alan')).toBeNull();
      expect(await forUser('ada')).toEqual({
        ...{ path, name: 'Set.ndjson', mediaType: 'application/x-ndjson', sizeBytes: 18, rowCount: 3 },
        columns: [{ header: 'n', type: 'integer' }],
      });
      expect(await readFile(path, 'utf8')).toBe('["n"]\n[1]\n[2]\n[3]\n');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

test('a page of large rows is short, and never empty', async () => {
  const job = await start();
  const text = 'x'.repeat(1_500_000);
  const rows = Array.from({ length: 8 }, (_, at) => ({ ...row(at + 1), json: JSON.stringify([text]) }));
  const stored = await storeBatch(world.core, job, await begin(job), batch({ rows, lastNo: 8 }));
  const numbers: number[][] = [];
  for (let after = 0; ; after = numbers.at(-1)?.at(-1) ?? 0) {
    const page = await readDatasetRows(world.core.pool, stored!.datasetId, after, 1_000);
    if (page.length === 0) break;
    numbers.push(page.map(({ no }) => no));
  }
  expect(numbers).toEqual([
    [1, 2],
    [3, 4],
    [5, 6],
    [7, 8],
  ]);
});
