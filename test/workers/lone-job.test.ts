import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { claimJobs } from '../../src/jobs/claim-jobs.ts';
import { reconcile } from '../../src/jobs/reconcile.ts';
import type { Handler } from '../../workers/handler.ts';
import { enqueue, newJob } from '../jobs/some-jobs.ts';
import { openWorkerWorld, type WorkerWorld } from './worker-world.ts';

let world: WorkerWorld;
beforeEach(async () => {
  world = await openWorkerWorld();
});
afterEach(() => world.close());

async function create(): Promise<string> {
  const job = newJob({ maxAttempts: 2 });
  await enqueue(world.core, job);
  return job.id;
}

/** Jobs whose worker died, and which have one attempt left. */
async function createSuspects(count: number): Promise<string[]> {
  const { core } = world;
  const ids = [];
  for (let made = 0; made < count; made += 1) ids.push(await create());
  expect(await claimJobs(core, 'pdf', count, 'dead')).toHaveLength(count);
  await core.pool.query(`update pgboss.job set heartbeat_on = now() - interval '1 minute' where state = 'active'`);
  while ((await core.pool.query(`select from pgboss.job where state = 'active'`)).length > 0)
    await core.queue.supervise();
  await reconcile(core);
  return ids;
}

/** Notes what runs beside each job. */
function company(gates: Map<string, PromiseWithResolvers<void>>): {
  handler: Handler;
  beside: Map<string, Set<string>>;
} {
  const running = new Set<string>();
  const beside = new Map<string, Set<string>>();
  const handler: Handler = async ({ id }) => {
    beside.set(id, new Set(running));
    for (const other of running) beside.get(other)?.add(id);
    running.add(id);
    await gates.get(id)?.promise;
    running.delete(id);
    return { result: null };
  };
  return { handler, beside };
}

test('jobs whose worker died at their last chance but one run one after the other, with nothing beside them', async () => {
  const suspects = await createSuspects(3);
  const others = [await create(), await create(), await create()];
  const { handler, beside } = company(new Map());
  world.work(handler, 4);
  for (const id of [...suspects, ...others]) await world.until(id, 'completed');
  for (const id of suspects) expect(beside.get(id)).toEqual(new Set());
});

/** Makes a waiting job due that long from now, for the queue and for us. */
async function makeDue(id: string, seconds: number): Promise<void> {
  await world.core.pool.query(
    `with queue as (update pgboss.job set start_after = now() + make_interval(secs => $2) where id = $1)
     update pressroom.document_jobs set due_at = now() + make_interval(secs => $2) where id = $1`,
    [id, seconds],
  );
}

test('a worker that is at work makes room for it: it takes nothing more until that has run', async () => {
  const [suspect] = await createSuspects(1);
  await makeDue(suspect!, 60);
  const first = await create();
  const gates = new Map([[first, Promise.withResolvers<void>()]]);
  const { handler, beside } = company(gates);
  world.work(handler, 4);
  await world.until(first, 'running');
  await makeDue(suspect!, 0);
  const later = await create();
  expect(await world.until(suspect!, 'retrying', 'running')).toMatchObject({ status: 'retrying' });
  gates.get(first)!.resolve();
  for (const id of [first, suspect!, later]) await world.until(id, 'completed');
  expect(beside.get(suspect!)).toEqual(new Set());
  expect(beside.get(later)).toEqual(new Set());
});

test('meanwhile the other workers go on', async () => {
  const [suspect] = await createSuspects(1);
  await makeDue(suspect!, 60);
  const first = await create();
  const gates = new Map([[first, Promise.withResolvers<void>()]]);
  const { handler } = company(gates);
  world.work(handler, 4);
  await world.until(first, 'running');
  await makeDue(suspect!, 0);
  world.work(handler, 4); // idle, so that it takes the suspect at once
  await world.until(suspect!, 'completed');
  await world.until(await create(), 'completed');
  gates.get(first)!.resolve();
  await world.until(first, 'completed');
});
