import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { transaction } from '../../src/db/transaction.ts';
import { claimJobs } from '../../src/jobs/claim-jobs.ts';
import { findDueWork } from '../../src/jobs/due-work.ts';
import { findJob } from '../../src/jobs/job-reader.ts';
import { lockJobs } from '../../src/jobs/job-store.ts';
import { pauseQueue, resumeQueue } from '../../src/jobs/queue-pauses.ts';
import { reconcile } from '../../src/jobs/reconcile.ts';
import { settleJob } from '../../src/jobs/settle-job.ts';
import { describeWaiting, describeWaitingOfMany } from '../../src/jobs/waiting.ts';
import { recordWorker } from '../../src/jobs/worker-registry.ts';
import { openWorld, type World } from './model/world.ts';
import { enqueue, newJob, startJob, untilBlocked, VIEWER } from './some-jobs.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld(8);
});
beforeEach(() => world.clear());
afterAll(() => world.close());

const WHO = { reason: null, tenant: 'acme', pausedBy: 'ada' };
const claim = (limit = 1): ReturnType<typeof claimJobs> => claimJobs(world.core, 'pdf', limit, 'worker-1');

async function attemptsBegun(): Promise<number> {
  const rows = await world.core.pool.query<{ begun: number }>(
    `select count(*) as begun from pressroom.job_events where data ->> 'status' = 'running'`,
  );
  return rows[0]!.begun;
}

test('a pause waits for the claim that is under way, and no claim begins meanwhile', async () => {
  const [first, second] = [newJob({ priority: 1 }), newJob()];
  await enqueue(world.core, first);
  await enqueue(world.core, second);
  const { claimed, paused } = await transaction(world.core.pool, world.core.hints, async (tx) => {
    await lockJobs(tx, [first.id]); // holds the claim up after it has looked whether it may
    const claimed = claim();
    await untilBlocked(world.core, 1);
    const paused = pauseQueue(world.core, 'pdf', WHO).then(attemptsBegun);
    await untilBlocked(world.core, 2);
    expect(await claim()).toEqual([]);
    return { claimed, paused };
  });
  expect((await claimed).map(({ jobId }) => jobId)).toEqual([first.id]);
  expect(await paused).toBe(1); // committed when the pause was answered
  expect(await claim()).toEqual([]);
});

test('however many claim at once: none begins an attempt after the pause was answered', async () => {
  for (let n = 0; n < 60; n += 1) await enqueue(world.core, newJob());
  for (let round = 0; round < 5; round += 1) {
    let isOver = false;
    const claimers = Array.from({ length: 4 }, async () => {
      while (!isOver) await claim(2);
    });
    while ((await attemptsBegun()) < round * 8 + 4) await claim();
    await pauseQueue(world.core, 'pdf', WHO);
    const begun = await attemptsBegun();
    for (let n = 0; n < 10; n += 1) await claim(2);
    isOver = true;
    await Promise.all(claimers);
    expect(await attemptsBegun()).toBe(begun);
    await resumeQueue(world.core, 'pdf');
  }
});

test('what runs goes on; what waits says so, keeps its place and passes its deadline; another queue hands out', async () => {
  const running = await startJob(world.core);
  await recordWorker(world.core.pool, { id: 'w1', types: ['pdf'], concurrency: 2, running: 1 });
  const first = newJob({ startWithinSeconds: 3, priority: 1 }); // made in the same instant as the second
  const second = newJob({ runAt: new Date(world.now() + 1_000) });
  for (const job of [first, second]) await enqueue(world.core, job);
  await pauseQueue(world.core, 'pdf', WHO);
  const waitingOf = async (id: string): ReturnType<typeof describeWaiting> =>
    describeWaiting(world.core.pool, (await findJob(world.core.pool, VIEWER, id))!);
  expect(await waitingOf(second.id)).toMatchObject({ reason: 'scheduled', estimatedStartAt: null });
  await world.passSeconds(2);
  expect(await waitingOf(second.id)).toMatchObject({ reason: 'paused', position: 2, estimatedStartAt: null });
  const listed = await describeWaitingOfMany(world.core.pool, [(await findJob(world.core.pool, VIEWER, first.id))!]);
  expect(listed.get(first.id)).toMatchObject({ reason: 'paused' });
  expect(await findDueWork(world.core.pool, ['pdf'], { id: 'w1', running: 0 })).toEqual({ together: [], alone: null });

  expect((await startJob(world.core, { type: 'spreadsheet' })).type).toBe('spreadsheet');
  const done = { kind: 'complete', result: null, mainArtifactId: null } as const;
  expect(await settleJob(world.core, 'pdf', running, done)).toBe('completed');
  await world.passSeconds(2);
  await reconcile(world.core);
  expect((await findJob(world.core.pool, VIEWER, first.id))?.status).toBe('expired');
  await resumeQueue(world.core, 'pdf');
  expect((await claim(5)).map(({ jobId }) => jobId)).toEqual([second.id]);
});
