import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { cancelJob } from '../../src/jobs/cancel-job.ts';
import { PermanentJobError, type Handler } from '../../workers/handler.ts';
import { enqueue, newJob, VIEWER } from '../jobs/some-jobs.ts';
import { openWorkerWorld, untilAborted, type WorkerWorld } from './worker-world.ts';

let world: WorkerWorld;
beforeEach(async () => {
  world = await openWorkerWorld();
});
afterEach(() => world.close());

async function create(changes: Parameters<typeof newJob>[0] = {}): Promise<string> {
  const job = newJob(changes);
  await enqueue(world.core, job);
  return job.id;
}

const succeed: Handler = async () => ({ result: 'done' });

test('a job that is created while the worker is idle is run, and one that was there before', async () => {
  const early = await create();
  world.work(succeed);
  await world.until(early, 'completed');
  expect(await world.until(await create(), 'completed')).toMatchObject({ attempt: 1, result: 'done' });
});

test('the higher priority goes first', async () => {
  const order: string[] = [];
  const [low, high] = [await create({ priority: -5 }), await create({ priority: 5 })];
  world.work(async (job) => {
    order.push(job.id);
    return { result: null };
  });
  await world.until(low, 'completed');
  expect(order).toEqual([high, low]);
});

test('a cancel is acknowledged, also by a handler that is just writing', async () => {
  world.work(async (job) => {
    for (;;) await job.log('info', 'busy');
  });
  const id = await create();
  await world.until(id, 'running');
  expect(await cancelJob(world.core, VIEWER, id, 'enough')).toBe('cancelling');
  expect(await world.until(id, 'cancelled')).toMatchObject({ cancelOutcome: 'acknowledged', cancelReason: 'enough' });
});

test('an attempt that takes too long is aborted and told so', async () => {
  world.work(({ signal }) => untilAborted(signal));
  const id = await create({ timeoutSeconds: 1, maxAttempts: 1 });
  expect(await world.until(id, 'failed')).toMatchObject({ error: { code: 'attempt-timeout' } });
});

test('another attempt gets the checkpoint of the one before', async () => {
  world.work(async (job) => {
    if (job.attempt > 1) return { result: job.lastCheckpoint };
    await job.checkpoint({ row: 7 });
    throw new Error('the first attempt fails');
  });
  const id = await create({ retryDelaySeconds: 0 });
  expect(await world.until(id, 'completed')).toMatchObject({ attempt: 2, result: { row: 7 } });
});

test('the handler may say that no other attempt can help', async () => {
  world.work(async () => {
    throw new PermanentJobError('no-such-font', 'There is no such font.');
  });
  expect(await world.until(await create(), 'failed')).toMatchObject({
    attempt: 1,
    error: { code: 'no-such-font', detail: 'There is no such font.' },
  });
});

test('what is no JSON is no result', async () => {
  world.work(async () => ({ result: (() => {}) as never }));
  expect(await world.until(await create(), 'failed')).toMatchObject({ error: { code: 'bad-result' } });
});

test('finished work is kept while the database is away, and progress that gets lost does not fail it', async () => {
  const { pool } = world.core;
  let runs = 0;
  world.work(async (job) => {
    runs += 1;
    const others = `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`;
    await pool.query(others);
    void job.log('info', 'not waited for'); // and may fail
    await job.progress({ percent: 50 });
    return { result: 'kept' };
  });
  expect(await world.until(await create(), 'completed')).toMatchObject({ attempt: 1, result: 'kept' });
  expect(runs).toBe(1);
});

test('a worker that stops lets its jobs finish', async () => {
  const finish = Promise.withResolvers<void>();
  const worker = world.work(async () => {
    await finish.promise;
    return { result: 'finished' };
  });
  const id = await create();
  await world.until(id, 'running');
  const stopped = worker.stop(20_000);
  finish.resolve();
  await stopped;
  expect(await world.until(id, 'completed')).toMatchObject({ attempt: 1, result: 'finished' });
});

test('a worker that must stop gives a job back at no cost, even if its handler ignores the signal', async () => {
  const leave = Promise.withResolvers<void>();
  const worker = world.work(async () => {
    await leave.promise;
    return { result: 'too late' };
  });
  const id = await create({ maxAttempts: 1 });
  await world.until(id, 'running');
  await worker.stop(3_000);
  expect(await world.until(id, 'queued', 'failed', 'running')).toMatchObject({ status: 'queued', attempt: 0 });
  leave.resolve();
});
