import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { claimJobs } from '../../src/jobs/claim-jobs.ts';
import type { JobRecord } from '../../src/jobs/job.ts';
import { backoffMs, jobError } from '../../src/jobs/rules.ts';
import { settleJob } from '../../src/jobs/settle-job.ts';
import { openWorld, type World } from './model/world.ts';
import { claimOne, startJob } from './some-jobs.ts';

const JUST_BELOW_ONE = 1 - Number.EPSILON;
const job = (attempt: number, retryBackoff: 'fixed' | 'exponential', retryDelaySeconds = 5): JobRecord =>
  ({ attempt, retryBackoff, retryDelaySeconds, retryMaxDelaySeconds: 300 }) as JobRecord;

describe('the formula', () => {
  test.each([
    [1, 2_500, 5_000],
    [2, 5_000, 10_000],
    [3, 10_000, 20_000],
    [6, 80_000, 160_000],
    [7, 150_000, 300_000],
    [40, 150_000, 300_000],
  ])(
    'exponential, after attempt %i: half to whole of the doubled delay, at most the maximum',
    (attempt, least, most) => {
      expect(backoffMs(job(attempt, 'exponential'), 0)).toBe(least);
      expect(backoffMs(job(attempt, 'exponential'), JUST_BELOW_ONE)).toBe(most);
    },
  );

  test('fixed: exactly the delay, without any chance in it', () => {
    expect([0, 0.5, JUST_BELOW_ONE].map((random) => backoffMs(job(9, 'fixed', 7), random))).toEqual([
      7_000, 7_000, 7_000,
    ]);
  });

  test('no delay is no delay', () => {
    expect(backoffMs(job(3, 'exponential', 0), JUST_BELOW_ONE)).toBe(0);
  });
});

describe('the attempts', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  beforeEach(() => world.clear());
  afterAll(() => world.close());

  test('none starts a second early, each starts when it is due', async () => {
    const error = jobError('handler-error', 'Again.');
    let running = await startJob(world.core, { maxAttempts: 4, retryBackoff: 'fixed', retryDelaySeconds: 60 });
    for (let attempt = 1; attempt < 4; attempt += 1) {
      expect(await settleJob(world.core, 'pdf', running, { kind: 'fail', error, retryable: true })).toBe('retrying');
      await world.passSeconds(59);
      expect(await claimJobs(world.core, 'pdf', 10, 'worker-1')).toEqual([]);
      await world.passSeconds(1);
      running = await claimOne(world.core);
      expect(running.attempt).toBe(attempt + 1);
    }
  });

  test('with jitter, queue and row wait for the same moment, within the bounds', async () => {
    const error = jobError('handler-error', 'Again.');
    for (let times = 0; times < 20; times += 1) {
      const running = await startJob(world.core, {
        type: 'spreadsheet',
        retryBackoff: 'exponential',
        retryDelaySeconds: 100,
      });
      await settleJob(world.core, 'spreadsheet', running, { kind: 'fail', error, retryable: true });
      const { row, record } = (await world.look()).get(running.jobId)!;
      expect(row!.dueAt - world.now()).toBeGreaterThanOrEqual(50_000);
      expect(row!.dueAt - world.now()).toBeLessThan(100_001);
      expect(record!.startAfter).toBe(row!.dueAt);
    }
  });
});
