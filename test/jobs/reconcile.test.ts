import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { transaction } from '../../src/db/transaction.ts';
import { cancelJob } from '../../src/jobs/cancel-job.ts';
import { enqueueJobs } from '../../src/jobs/enqueue-jobs.ts';
import { heartbeat } from '../../src/jobs/lease.ts';
import { reconcile, startWaitingRound, WAITING_SLICE } from '../../src/jobs/reconcile.ts';
import { VIEWER, beginArtifact, claimOne, enqueue, newJob, startJob } from './some-jobs.ts';
import { openWorld, type World } from './model/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
beforeEach(() => world.clear());
afterAll(() => world.close());

async function repaired(id: string) {
  await world.core.queue.supervise();
  await reconcile(world.core);
  const { row, record } = (await world.look()).get(id) ?? {};
  expect(await reconcile(world.core)).toEqual([]); // one pass is enough
  return {
    status: row?.status,
    attempt: row?.attempt,
    error: row?.errorCode,
    cancel: row?.outcome,
    queue: record?.state,
    dueAt: row?.dueAt,
  };
}

async function enqueued(changes = {}): Promise<string> {
  const job = newJob(changes);
  await enqueue(world.core, job);
  return job.id;
}

describe('an attempt that pg-boss ended by itself', () => {
  test('a silent worker: due again at once', async () => {
    const { jobId } = await startJob(world.core);
    await world.passSeconds(11);
    expect(await repaired(jobId)).toMatchObject({
      status: 'retrying',
      error: 'worker-lost',
      queue: 'retry',
      dueAt: world.now(),
    });
    expect(await claimOne(world.core)).toMatchObject({ jobId, attempt: 2 });
  });

  test('a silent worker on the last attempt: failed', async () => {
    const { jobId } = await startJob(world.core, { maxAttempts: 1 });
    await world.passSeconds(11);
    expect(await repaired(jobId)).toMatchObject({ status: 'failed', error: 'worker-lost', queue: 'failed' });
  });

  test('a heartbeat keeps it', async () => {
    const job = await startJob(world.core);
    await world.passSeconds(9);
    expect(await heartbeat(world.core, 'pdf', job)).toBe('running');
    await world.passSeconds(9);
    expect(await repaired(job.jobId)).toMatchObject({ status: 'running', queue: 'active' });
  });

  test('too long, with a heartbeat: due again after the backoff', async () => {
    const job = await startJob(world.core, { timeoutSeconds: 3, retryDelaySeconds: 40 });
    await world.passSeconds(9);
    await heartbeat(world.core, 'pdf', job);
    await world.passSeconds(9.5);
    const dueAt = world.now() + 40_000;
    expect(await repaired(job.jobId)).toMatchObject({
      status: 'retrying',
      error: 'attempt-timeout',
      queue: 'retry',
      dueAt,
    });
  });
});

describe('the record is gone', () => {
  test('of a job that never started: put back', async () => {
    const id = await enqueued({ runAt: new Date(world.now() + 5_000) });
    await world.tools.deleteJob('pdf', id);
    expect(await repaired(id)).toMatchObject({ status: 'scheduled', queue: 'created' });
    await world.passSeconds(5);
    expect(await claimOne(world.core)).toMatchObject({ jobId: id, attempt: 1 });
  });

  test('of a job that never started and may no longer: expired', async () => {
    const id = await enqueued({ startWithinSeconds: 5 });
    await world.tools.deleteJob('pdf', id);
    await world.passSeconds(5);
    expect(await repaired(id)).toMatchObject({ status: 'expired', error: 'start-deadline-passed' });
  });

  test('of a job that was started: failed', async () => {
    const { jobId } = await startJob(world.core);
    await world.tools.deleteJob('pdf', jobId);
    expect(await repaired(jobId)).toMatchObject({ status: 'failed', error: 'queue-record-lost' });
  });
});

describe("pg-boss's own tools, by the bare id", () => {
  test('cancel, waiting: cancelled before its start', async () => {
    const id = await enqueued();
    await world.tools.cancel('pdf', id);
    expect(await repaired(id)).toMatchObject({ status: 'cancelled', cancel: 'before-start' });
  });

  test('cancel, running: cancelled, its worker fenced off', async () => {
    const { jobId } = await startJob(world.core);
    await world.tools.cancel('pdf', jobId);
    expect(await repaired(jobId)).toMatchObject({ status: 'cancelled', cancel: 'abandoned' });
  });

  test('complete: a result that nobody has is no success', async () => {
    const { jobId } = await startJob(world.core);
    await world.tools.complete('pdf', jobId);
    expect(await repaired(jobId)).toMatchObject({ status: 'failed', error: 'queue-record-lost' });
  });

  test('fail, running: another attempt', async () => {
    const { jobId } = await startJob(world.core);
    await world.tools.fail('pdf', jobId);
    expect(await repaired(jobId)).toMatchObject({ status: 'retrying', queue: 'retry' });
  });

  test('retry of a job that is over for us: it is not run again', async () => {
    const { jobId } = await startJob(world.core, { maxAttempts: 1 });
    await world.passSeconds(11);
    await repaired(jobId);
    await world.tools.retry('pdf', jobId);
    await expect(claimOne(world.core)).rejects.toThrow('No pdf job is due');
    expect((await world.look()).get(jobId)?.record?.state).toBe('cancelled');
  });
});

describe('time is up', () => {
  test('not started before its start deadline: expired, and out of the queue', async () => {
    const id = await enqueued({ startWithinSeconds: 5 });
    await world.passSeconds(4);
    expect(await repaired(id)).toMatchObject({ status: 'queued' });
    await world.passSeconds(1);
    expect(await repaired(id)).toMatchObject({ status: 'expired', error: 'start-deadline-passed', queue: 'cancelled' });
  });

  test('a job past its start deadline is not started, even if nobody repaired it yet', async () => {
    const id = await enqueued({ startWithinSeconds: 5 });
    await world.passSeconds(5);
    await expect(claimOne(world.core)).rejects.toThrow('No pdf job is due');
    expect((await world.look()).get(id)?.row?.status).toBe('expired');
  });

  test('a cancel that the worker does not answer for 30 s, although it lives', async () => {
    const job = await startJob(world.core);
    await cancelJob(world.core, VIEWER, job.jobId, null);
    for (let seconds = 0; seconds < 24; seconds += 8) {
      await world.passSeconds(8);
      expect(await heartbeat(world.core, 'pdf', job)).toBe('cancelling');
    }
    await world.passSeconds(5);
    expect(await repaired(job.jobId)).toMatchObject({ status: 'cancelling' });
    await world.passSeconds(1);
    expect(await repaired(job.jobId)).toMatchObject({ status: 'cancelled', cancel: 'abandoned', queue: 'cancelled' });
  });
});

test('what a dead worker left unfinished goes with its attempt', async () => {
  const job = await startJob(world.core, { maxAttempts: 1 });
  await beginArtifact(world.core, job, 'half.pdf');
  await world.passSeconds(11);
  await repaired(job.jobId);
  expect((await world.look()).get(job.jobId)?.row?.artifacts).toEqual([]);
});

test('a running job that was cancelled and resumed with pg-boss itself ends: its lease cannot be told from the next', async () => {
  const job = await startJob(world.core, { maxAttempts: 1 });
  await world.tools.cancel('pdf', job.jobId);
  await world.tools.resume('pdf', job.jobId);
  expect(await repaired(job.jobId)).toMatchObject({ status: 'failed', error: 'queue-record-lost' });
});

describe('more jobs wait than one pass compares', () => {
  const SLICES = 3;

  /** Waiting jobs and their records, oldest first. */
  async function fillQueue(): Promise<string[]> {
    const ids: string[] = [];
    for (let slice = 0; slice < SLICES; slice += 1) {
      const jobs = Array.from({ length: WAITING_SLICE }, () => newJob());
      await transaction(world.core.pool, world.core.hints, (tx) =>
        enqueueJobs(
          tx,
          world.core.queue,
          jobs.map((job) => ({ job, idempotency: null })),
        ),
      );
      ids.push(...jobs.map((job) => job.id));
    }
    return ids.sort();
  }

  async function passes(count: number, round = startWaitingRound()): Promise<string[][]> {
    const repaired: string[][] = [];
    for (let pass = 0; pass < count; pass += 1) {
      repaired.push((await reconcile(world.core, undefined, round)).map(({ jobId }) => jobId));
    }
    return repaired;
  }

  test('each is looked at once in a round, and then the round begins anew', async () => {
    const ids = await fillQueue();
    const lost = [ids[5]!, ids[WAITING_SLICE + 5]!, ids.at(-1)!];
    for (const id of lost) await world.tools.cancel('pdf', id);
    const round = startWaitingRound();
    expect(await passes(SLICES, round)).toEqual(lost.map((id) => [id]));
    await world.tools.cancel('pdf', ids[6]!);
    const [none, ...next] = await passes(2, round); // the end of the last round may still be due
    expect([none, ...next].flat()).toEqual([ids[6]]);
  });

  test('a round passes over none, though more disagree than a pass repairs', async () => {
    const ids = await fillQueue();
    const lost = ids.slice(100, 600);
    await world.tools.cancel('pdf', lost);
    const repaired = await passes(6);
    expect(repaired.map((some) => some.length)).toEqual([200, 200, 100, 0, 0, 0]);
    expect(repaired.flat()).toEqual(lost);
  });

  test('those that run are looked at in every pass', async () => {
    const running = await startJob(world.core);
    await fillQueue();
    const round = startWaitingRound();
    await passes(1, round);
    await world.tools.cancel('pdf', running.jobId);
    expect(await passes(1, round)).toEqual([[running.jobId]]);
  });
});
