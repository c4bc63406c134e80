import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { transaction } from '../../src/db/transaction.ts';
import { cancelJob } from '../../src/jobs/cancel-job.ts';
import { claimJobs } from '../../src/jobs/claim-jobs.ts';
import { countJobs, foldFinishedCounts } from '../../src/jobs/finished-counts.ts';
import { mergePoints, quantile, readFlow } from '../../src/jobs/flow-series.ts';
import { pruneFlow } from '../../src/jobs/job-flow.ts';
import { cleanup, deleteJob } from '../../src/jobs/remove-jobs.ts';
import { jobError } from '../../src/jobs/rules.ts';
import { numberNewEvents } from '../../src/jobs/sequencer.ts';
import { settleJob, type Settlement } from '../../src/jobs/settle-job.ts';
import { openWorld, START, type World } from './model/world.ts';
import { enqueue, newJob, startJob, VIEWER } from './some-jobs.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld(8);
});
beforeEach(() => world.clear());
afterAll(() => world.close());

const DONE: Settlement = { kind: 'complete', result: null, mainArtifactId: null };
const FAILED: Settlement = { kind: 'fail', retryable: false, error: jobError('handler-failed', 'No.') };
const AGAIN: Settlement = { ...FAILED, retryable: true };

const flow = (minutes = 60, stepSeconds = 60): ReturnType<typeof readFlow> =>
  readFlow(world.core.pool, {
    ...{ tenant: 'acme', type: null, stepSeconds },
    from: new Date(START),
    to: new Date(START + minutes * 60_000),
  });

/** Counts as they are told, and as they are, at one instant. */
function compareCounts(): Promise<{ told: string[]; real: string[] }> {
  return transaction(world.core.pool, world.core.hints, async (tx) => {
    await tx.execute('set transaction isolation level repeatable read');
    const real = await tx.query<{ status: string; count: number; type: string }>(
      `select type, status, count(*) as count from pressroom.document_jobs where tenant = 'acme' group by type, status`,
    );
    const inWords = (counts: typeof real): string[] =>
      counts.map(({ type, status, count }) => `${count} ${status} ${type}`).toSorted();
    return { told: inWords(await countJobs(tx, 'acme')), real: inWords(real) };
  });
}

test('counts are exact at every instant while jobs are made, end and are removed; minutes count each once', async () => {
  const { core } = world;
  const ids: string[] = [];
  const ends = { completed: 0, failed: 0, cancelled: 0 };
  let isOver = false;
  let compared = 0;
  const until = async (work: () => Promise<unknown>): Promise<void> => {
    for (; !isOver; await new Promise((resolve) => setImmediate(resolve))) await work();
  };
  const some = (): string => ids[Math.floor(Math.random() * ids.length)] ?? '';
  const settle = async (): Promise<void> => {
    for (const job of await claimJobs(core, 'pdf', 2, 'w')) {
      const status = await settleJob(core, 'pdf', job, Math.random() < 0.7 ? DONE : FAILED);
      if (status === 'completed' || status === 'failed' || status === 'cancelled') ends[status] += 1;
    }
  };
  const create = async (): Promise<void> => {
    for (let n = 0; n < 200; n += 1) {
      const job = newJob({ retentionSeconds: n % 3 === 0 ? 0 : 86_400, tenant: n % 7 === 0 ? 'other' : 'acme' });
      await enqueue(core, job);
      if (job.tenant === 'acme') ids.push(job.id);
    }
  };
  const compare = async (): Promise<void> => {
    const { told, real } = await compareCounts();
    expect(told).toEqual(real);
    compared += 1;
  };
  const cancel = async (): Promise<void> => {
    const id = some();
    if ((await cancelJob(core, VIEWER, id, null)) === 'cancelled') await deleteJob(core, VIEWER, id);
  };
  const background = [
    until(settle),
    until(cancel),
    until(async () => deleteJob(core, VIEWER, some())),
    until(() => cleanup(core, null)),
    until(() => foldFinishedCounts(core.pool)),
    until(() => numberNewEvents(core)),
    until(compare),
  ];
  const together = Promise.all(background);
  try {
    await Promise.race([create(), together]);
  } finally {
    isOver = true;
    await Promise.allSettled(background);
  }
  await together;
  for (;;) {
    const before = ends.completed + ends.failed + ends.cancelled;
    await settle();
    if (ends.completed + ends.failed + ends.cancelled === before) break;
  }
  await compare();
  await numberNewEvents(core);
  expect(compared).toBeGreaterThan(20);
  const all = mergePoints(await flow());
  expect(all).toMatchObject({ created: ids.length, retries: 0, expired: 0 });
  expect(all.completed + all.failed + all.cancelled).toBe(ids.length); // all ended, and removal takes nothing back
  expect(all.wait.count).toBe(all.started);
  expect(all.run.count).toBe(all.completed);
  const { told } = await compareCounts();
  await core.pool.query('delete from pressroom.document_jobs');
  expect(told).not.toEqual([]);
  expect(await countJobs(core.pool, 'acme')).toEqual([]);
});

test('a minute tells how long jobs waited and ran; retries and later attempts count for themselves', async () => {
  const failing = await startJob(world.core, { retryDelaySeconds: 60 });
  await settleJob(world.core, 'pdf', failing, AGAIN);
  await enqueue(world.core, newJob({ type: 'spreadsheet' }));
  await world.passSeconds(4);
  const [sheet] = await claimJobs(world.core, 'spreadsheet', 1, 'w');
  await world.passSeconds(8);
  await settleJob(world.core, 'spreadsheet', sheet!, DONE);
  await world.passSeconds(50); // two seconds after the retry was due
  const [again] = await claimJobs(world.core, 'pdf', 1, 'w');
  await world.passSeconds(1);
  await settleJob(world.core, 'pdf', again!, DONE);
  await numberNewEvents(world.core);
  await numberNewEvents(world.core);

  const points = await flow();
  expect(points.map(({ type, at }) => `${type} ${(at.getTime() - START) / 60_000}`).toSorted()).toEqual([
    ...['pdf 0', 'pdf 1', 'spreadsheet 0'],
  ]);
  const [first, second] = points.filter(({ type }) => type === 'pdf');
  expect(first).toMatchObject({ created: 1, started: 1, retries: 1, completed: 0, run: { count: 0 } });
  expect(second).toMatchObject({ created: 0, started: 1, retries: 0, completed: 1 });
  expect(second).toMatchObject({ wait: { count: 1, sumSeconds: 2 }, run: { count: 1, sumSeconds: 1, maxSeconds: 1 } });
  const sheets = points.find(({ type }) => type === 'spreadsheet')!;
  expect(sheets).toMatchObject({ wait: { maxSeconds: 4 }, run: { maxSeconds: 8 } });
  expect(quantile(sheets.run, 0.5)).toBeGreaterThan(5);
  expect(quantile(sheets.run, 0.95)).toBeLessThanOrEqual(8);
});

test('old minutes are put together into hours, and nothing is lost by it', async () => {
  for (let n = 0; n < 4; n += 1) {
    await settleJob(world.core, 'pdf', await startJob(world.core), DONE);
    await world.passSeconds(1_500);
  }
  await numberNewEvents(world.core);
  const before = mergePoints(await flow(180));
  const prune = (): Promise<void> => pruneFlow(world.core, () => false);
  await prune();
  expect(await flow(180)).toHaveLength(4);
  await world.passSeconds(3 * 86_400);
  await prune();
  const after = await flow(180);
  expect(after).toHaveLength(2);
  expect(mergePoints(after)).toEqual(before);
  await world.passSeconds(100 * 86_400);
  await prune();
  expect(await flow(180)).toEqual([]);
});
