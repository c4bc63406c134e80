import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { heartbeat, reportProgress } from '../../src/jobs/lease.ts';
import { settleJob } from '../../src/jobs/settle-job.ts';
import { claimOne, startJob } from './some-jobs.ts';
import { openWorld, type World } from './model/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
beforeEach(() => world.clear());
afterAll(() => world.close());

test.each([1, 3])(
  'a job with %i attempts can be given back as often as workers stop, and has all of them left',
  async (maxAttempts) => {
    let job = await startJob(world.core, { maxAttempts });
    for (let time = 0; time < 4; time += 1) {
      expect(await settleJob(world.core, 'pdf', job, { kind: 'release' })).toBe('queued');
      const next = await claimOne(world.core); // due at once
      expect(next).toMatchObject({ jobId: job.jobId, attempt: 1 });
      job = next;
    }
    const error = { type: '/problems/x', code: 'x', title: 'x', detail: 'x' };
    for (let attempt = 1; attempt < maxAttempts; attempt += 1) {
      expect(await settleJob(world.core, 'pdf', job, { kind: 'fail', error, retryable: true })).toBe('retrying');
      await world.passSeconds(5);
      job = await claimOne(world.core);
      expect(job.attempt).toBe(attempt + 1);
    }
    expect(await settleJob(world.core, 'pdf', job, { kind: 'fail', error, retryable: true })).toBe('failed');
  },
);

test('the lease that was given back is dead, also before and after the next claim', async () => {
  const old = await startJob(world.core, { maxAttempts: 1 });
  await settleJob(world.core, 'pdf', old, { kind: 'release' });
  const use = async (): Promise<unknown[]> => [
    await reportProgress(world.core, old, { percent: 1 }),
    await heartbeat(world.core, 'pdf', old),
    await settleJob(world.core, 'pdf', old, { kind: 'complete', result: null, mainArtifactId: null }),
  ];
  expect(await use()).toEqual([false, null, null]);
  const next = await claimOne(world.core);
  expect(next.leaseNo).toBeGreaterThan(old.leaseNo);
  expect(await use()).toEqual([false, null, null]);
  expect(await settleJob(world.core, 'pdf', next, { kind: 'complete', result: null, mainArtifactId: null })).toBe(
    'completed',
  );
});
