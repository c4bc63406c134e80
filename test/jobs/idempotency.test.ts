import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { transaction } from '../../src/db/transaction.ts';
import { enqueueJobs } from '../../src/jobs/enqueue-jobs.ts';
import { createJobWriter } from '../../src/jobs/job-writer.ts';
import { openWorld, type World } from './model/world.ts';
import { enqueue, newJob, untilBlocked } from './some-jobs.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
beforeEach(() => world.clear());
afterAll(() => world.close());

const key = { owner: '', key: 'order-1', fingerprint: 'a body' };
const countJobs = async (): Promise<number> => (await world.look()).size;

test('the same key at once from many requests to two processes makes one job', async () => {
  const writers = [createJobWriter(world.core), createJobWriter(world.core)];
  const creates = Array.from({ length: 20 }, (_, index) =>
    writers[index % 2]!.create({ job: newJob(), idempotency: key }),
  );
  const outcomes = await Promise.all(creates);
  expect(outcomes.filter(({ kind }) => kind === 'created')).toHaveLength(1);
  expect(outcomes.filter(({ kind }) => kind === 'replayed')).toHaveLength(19);
  expect(new Set(outcomes.map((outcome) => 'jobId' in outcome && outcome.jobId)).size).toBe(1);
  expect(await countJobs()).toBe(1);
});

test('the same key with another body is refused, and writes nothing', async () => {
  await enqueue(world.core, newJob(), key);
  expect(await enqueue(world.core, newJob(), { ...key, fingerprint: 'another body' })).toEqual({ kind: 'key-reused' });
  expect(await countJobs()).toBe(1);
});

test('a key belongs to its tenant and its user', async () => {
  await enqueue(world.core, newJob(), key);
  expect(await enqueue(world.core, newJob(), { ...key, owner: 'ann' })).toMatchObject({ kind: 'created' });
  expect(await enqueue(world.core, newJob({ tenant: 'other' }), key)).toMatchObject({ kind: 'created' });
});

/** Creates a job with the key and keeps the transaction open until told how to end it. */
function holdKey(jobId: string) {
  const held = Promise.withResolvers<void>();
  const end = Promise.withResolvers<void>();
  const first = transaction(world.core.pool, world.core.hints, async (tx) => {
    await enqueueJobs(tx, world.core.queue, [{ job: newJob({ id: jobId }), idempotency: key }]);
    held.resolve();
    await end.promise;
  });
  return { held: held.promise, first, commit: () => end.resolve(), rollBack: () => end.reject(new Error('given up')) };
}

test('a second request waits for the first to commit and gets its job', async () => {
  const { id } = newJob();
  const { held, first, commit } = holdKey(id);
  await held;
  const second = enqueue(world.core, newJob(), key);
  await untilBlocked(world.core);
  commit();
  await first;
  expect(await second).toEqual({ kind: 'replayed', jobId: id });
});

test('a second request makes the job itself when the first is rolled back', async () => {
  const { held, first, rollBack } = holdKey(newJob().id);
  await held;
  const job = newJob();
  const second = enqueue(world.core, job, key);
  await untilBlocked(world.core);
  rollBack();
  await expect(first).rejects.toThrow('given up');
  expect(await second).toEqual({ kind: 'created', jobId: job.id });
});

test('a second request that waits too long is told to come again', async () => {
  const { held, first, commit } = holdKey(newJob().id);
  await held;
  await expect(enqueue(world.core, newJob(), key)).rejects.toMatchObject({ code: 'idempotency-in-progress' });
  commit();
  await first;
});

test('an expired key is free again, even before it is cleaned up', async () => {
  await enqueue(world.core, newJob(), key);
  await world.passSeconds(86_399);
  expect(await enqueue(world.core, newJob(), key)).toMatchObject({ kind: 'replayed' });
  await world.passSeconds(1);
  expect(await enqueue(world.core, newJob(), key)).toMatchObject({ kind: 'created' });
  expect(await enqueue(world.core, newJob(), key)).toMatchObject({ kind: 'replayed' });
});
