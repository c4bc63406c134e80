import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { cancelJob } from '../../src/jobs/cancel-job.ts';
import { findJob } from '../../src/jobs/job-reader.ts';
import { jobError } from '../../src/jobs/rules.ts';
import { settleJob, type Settlement } from '../../src/jobs/settle-job.ts';
import { openWorld, type World } from './model/world.ts';
import { enqueue, newJob, startJob, VIEWER } from './some-jobs.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
beforeEach(() => world.clear());
afterAll(() => world.close());

const FAILURE: Settlement = { kind: 'fail', error: jobError('handler-error', 'No.'), retryable: true };
const SUCCESS: Settlement = { kind: 'complete', result: { answer: 42 }, mainArtifactId: null };

async function receipt(id: string) {
  const job = await findJob(world.core.pool, VIEWER, id);
  const { cancelRequestedAt, cancelReason, cancelOutcome, cancelSettledAt } = job!;
  return {
    asked: cancelRequestedAt?.getTime(),
    reason: cancelReason,
    outcome: cancelOutcome,
    settled: cancelSettledAt?.getTime(),
  };
}

async function waiting(status: string): Promise<string> {
  if (status === 'retrying') {
    const job = await startJob(world.core);
    await settleJob(world.core, 'pdf', job, FAILURE);
    return job.jobId;
  }
  const job = newJob({ runAt: status === 'scheduled' ? new Date(world.now() + 60_000) : null });
  await enqueue(world.core, job);
  return job.id;
}

test.each(['scheduled', 'queued', 'retrying'])('%s: cancelled at once, in the queue as well', async (status) => {
  const id = await waiting(status);
  expect((await world.look()).get(id)?.row?.status).toBe(status);
  expect(await cancelJob(world.core, VIEWER, id, 'not needed')).toBe('cancelled');
  expect(await receipt(id)).toEqual({
    asked: world.now(),
    reason: 'not needed',
    outcome: 'before-start',
    settled: world.now(),
  });
  const { row, record } = (await world.look()).get(id)!;
  expect([row?.status, row?.events.at(-1)?.type, record?.state]).toEqual(['cancelled', 'job-cancelled', 'cancelled']);
});

test.each([SUCCESS, FAILURE, { kind: 'release' } as const, { kind: 'acknowledge' } as const])(
  'running: asked, and cancelled by whatever the worker settles ($kind); a result is discarded',
  async (settlement) => {
    const job = await startJob(world.core);
    const asked = world.now();
    expect(await cancelJob(world.core, VIEWER, job.jobId, 'changed my mind')).toBe('cancelling');
    expect(await receipt(job.jobId)).toEqual({
      asked,
      reason: 'changed my mind',
      outcome: 'pending',
      settled: undefined,
    });
    await world.passSeconds(2);
    expect(await settleJob(world.core, 'pdf', job, settlement)).toBe('cancelled');
    expect(await receipt(job.jobId)).toEqual({
      asked,
      reason: 'changed my mind',
      outcome: 'acknowledged',
      settled: asked + 2_000,
    });
    expect(await findJob(world.core.pool, VIEWER, job.jobId)).toMatchObject({ result: null });
    expect((await world.look()).get(job.jobId)?.record?.state).toBe('cancelled');
  },
);

test('asking again, or for a finished job, changes nothing', async () => {
  const running = await startJob(world.core);
  await cancelJob(world.core, VIEWER, running.jobId, 'first');
  await world.passSeconds(1);
  const before = await world.look();
  expect(await cancelJob(world.core, VIEWER, running.jobId, 'second')).toBe('cancelling');
  expect(await world.look()).toEqual(before);
  await settleJob(world.core, 'pdf', running, SUCCESS);
  const done = await startJob(world.core);
  await settleJob(world.core, 'pdf', done, SUCCESS);
  expect(await cancelJob(world.core, VIEWER, done.jobId, 'too late')).toBe('completed');
  expect(await receipt(running.jobId)).toMatchObject({ reason: 'first' });
});

test("a stranger's cancel finds no job", async () => {
  const { jobId } = await startJob(world.core);
  expect(await cancelJob(world.core, { ...VIEWER, tenant: 'other' }, jobId, null)).toBeNull();
  expect((await world.look()).get(jobId)?.row?.status).toBe('running');
});

test('the worker is told: a hint for this job goes out', async () => {
  const { jobId } = await startJob(world.core);
  const sent: object[] = [];
  await cancelJob({ ...world.core, hints: { send: (hints) => void sent.push(...hints) } }, VIEWER, jobId, null);
  expect(sent).toContainEqual({ topic: 'cancel', key: jobId });
});
