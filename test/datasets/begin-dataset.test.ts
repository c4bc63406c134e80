import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { beginDataset } from '../../src/datasets/fill-dataset.ts';
import { findFilling, type Filling } from '../../src/datasets/fill-store.ts';
import { transaction } from '../../src/db/transaction.ts';
import { startJob, untilBlocked } from '../jobs/some-jobs.ts';
import { openWorkerWorld, type WorkerWorld } from '../workers/worker-world.ts';

let world: WorkerWorld;
beforeAll(async () => {
  world = await openWorkerWorld();
});
afterAll(() => world.close());

test('a data set is not begun for a job that is just being settled: nobody would settle it', async () => {
  const { core } = world;
  const job = await startJob(core, { type: 'bulk_import' });
  let beginning: Promise<Filling | null> | undefined;
  await transaction(core.pool, core.hints, async (tx) => {
    await tx.query('update pressroom.document_jobs set lease_token = gen_random_uuid() where id = $1', [job.jobId]);
    const set = { name: 'Late', columns: [], sourceSha256: 'ab', retentionSeconds: 3_600 };
    beginning = beginDataset(core, job, set);
    await untilBlocked(core);
  });
  expect(await beginning).toBeNull();
  expect(await findFilling(core.pool, job.jobId)).toBeNull();
});
