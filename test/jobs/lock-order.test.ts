import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { transaction, type Tx } from '../../src/db/transaction.ts';
import { dropUnfinishedArtifacts } from '../../src/jobs/artifact-store.ts';
import { cancelJob } from '../../src/jobs/cancel-job.ts';
import type { ClaimedJob } from '../../src/jobs/claim-jobs.ts';
import { lockJobs } from '../../src/jobs/job-store.ts';
import { reconcile } from '../../src/jobs/reconcile.ts';
import { saveArtifact } from '../../src/jobs/save-artifact.ts';
import { settleJob } from '../../src/jobs/settle-job.ts';
import { openWorld, type World } from './model/world.ts';
import { startJob, untilBlocked, VIEWER } from './some-jobs.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
beforeEach(() => world.clear());
afterAll(() => world.close());

const inTransaction = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
  transaction(world.core.pool, world.core.hints, work);

const VERBS: [string, (job: ClaimedJob) => Promise<unknown>][] = [
  ['complete', (job) => settleJob(world.core, 'pdf', job, { kind: 'complete', result: null, mainArtifactId: null })],
  ['release', (job) => settleJob(world.core, 'pdf', job, { kind: 'release' })],
  ['cancel', (job) => cancelJob(world.core, VIEWER, job.jobId, null)],
  ['reconcile', () => reconcile(world.core)],
];

describe("the queue's record is locked first and the job's row second", () => {
  test.each(VERBS)('%s', async (_name, run) => {
    const job = await startJob(world.core, { timeoutSeconds: 2 });
    await cancelJob(world.core, VIEWER, job.jobId, null);
    await world.passSeconds(31); // the grace is over, so the reconciler has something to do as well
    const running = await inTransaction(async (tx) => {
      await world.core.queue.lock(tx, 'pdf', job.jobId); // as pg-boss's maintenance does
      const verb = run(job);
      await untilBlocked(world.core);
      // Whoever waits for the record must not hold the row: this is where the two would deadlock.
      await tx.query('select 1 from pressroom.document_jobs where id = $1 for update nowait', [job.jobId]);
      return { verb };
    });
    await running.verb;
  });
});

test("pg-boss's maintenance and a settle of the same attempt end without a deadlock, and one of them wins", async () => {
  const jobs = [await startJob(world.core), await startJob(world.core), await startJob(world.core)];
  await world.passSeconds(11);
  const [, ...statuses] = await Promise.all([
    world.core.queue.supervise(),
    ...jobs.map((job) => settleJob(world.core, 'pdf', job, { kind: 'complete', result: null, mainArtifactId: null })),
  ]);
  await reconcile(world.core);
  for (const [index, status] of statuses.entries()) {
    const sight = (await world.look()).get(jobs[index]!.jobId);
    expect([sight?.row?.status, sight?.record?.state]).toEqual(
      status ? ['completed', 'completed'] : ['retrying', 'retry'],
    );
  }
});

test('whoever waits for the record of an attempt that fails gets the one that takes its place', async () => {
  const job = await startJob(world.core);
  const { waiting } = await inTransaction(async (tx) => {
    await world.core.queue.lock(tx, 'pdf', job.jobId);
    await world.core.queue.fail(tx, 'pdf', job, 1_000);
    const waiting = inTransaction((other) => world.core.queue.lock(other, 'pdf', job.jobId));
    await untilBlocked(world.core);
    return { waiting };
  });
  expect(await waiting).toMatchObject({ state: 'retry', retryCount: job.leaseNo });
});

test('a file that is being published and a settle that drops unfinished files do not deadlock', async () => {
  const job = await startJob(world.core);
  const begun = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const source = { name: 'a.pdf', mediaType: 'application/pdf', content: slowly(begun.resolve, goOn.promise) };
  const saved = saveArtifact(world.core, job, source).catch((error: Error) => error.name);
  await begun.promise;
  await inTransaction(async (tx) => {
    await world.core.queue.lock(tx, 'pdf', job.jobId);
    await lockJobs(tx, [job.jobId]);
    goOn.resolve();
    await untilBlocked(world.core);
    await dropUnfinishedArtifacts(tx, job.jobId); // would wait for the publisher, which waits for the row
  });
  expect(await saved).toBe('Error'); // the file went from under it, and its event with it
  expect((await world.look()).get(job.jobId)?.row).toMatchObject({ artifacts: [], lastSeq: 2 });
});

/** A file whose end comes when the test says so. */
async function* slowly(onBegun: () => void, goOn: Promise<void>): AsyncGenerator<Uint8Array> {
  yield Buffer.from('%PDF');
  onBegun();
  await goOn;
}
