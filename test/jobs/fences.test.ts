import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { transaction } from '../../src/db/transaction.ts';
import { cancelJob } from '../../src/jobs/cancel-job.ts';
import type { ClaimedJob } from '../../src/jobs/claim-jobs.ts';
import { addLog, heartbeat, reportProgress, storeCheckpoint } from '../../src/jobs/lease.ts';
import { reconcile } from '../../src/jobs/reconcile.ts';
import { jobError } from '../../src/jobs/rules.ts';
import { saveArtifact } from '../../src/jobs/save-artifact.ts';
import { settleJob, type Settlement } from '../../src/jobs/settle-job.ts';
import { openWorld, type World } from './model/world.ts';
import { claimOne, enqueue, newJob, startJob, VIEWER } from './some-jobs.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
beforeEach(() => world.clear());
afterAll(() => world.close());

async function* bytes(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('%PDF');
}

const WRITES: [string, (job: ClaimedJob) => Promise<unknown>][] = [
  ['progress', (job) => reportProgress(world.core, job, { percent: 90, message: 'nearly' })],
  ['checkpoint', (job) => storeCheckpoint(world.core, job, 'page 9')],
  ['log', (job) => addLog(world.core, job, 'info', 'still here')],
  [
    'artifact',
    (job) => saveArtifact(world.core, job, { name: 'a.pdf', mediaType: 'application/pdf', content: bytes() }),
  ],
];

const error = jobError('handler-error', 'It went wrong.');
const SETTLEMENTS: Settlement[] = [
  { kind: 'complete', result: 'from the past', mainArtifactId: null },
  { kind: 'fail', error, retryable: true },
  { kind: 'fail', error, retryable: false },
  { kind: 'release' },
  { kind: 'acknowledge' },
];

/** The worker fell silent, the job was given to another one, and then the first wakes up. */
async function outliveLease(): Promise<{ zombie: ClaimedJob; successor: ClaimedJob }> {
  const zombie = await startJob(world.core);
  await world.passSeconds(11);
  await world.core.queue.supervise();
  await reconcile(world.core);
  const successor = await claimOne(world.core);
  expect(successor).toMatchObject({ jobId: zombie.jobId, attempt: 2 });
  return { zombie, successor };
}

describe('a worker that lost its job to another one changes nothing', () => {
  test.each(WRITES)('%s', async (_name, write) => {
    const { zombie } = await outliveLease();
    const before = await world.look();
    expect(await write(zombie)).toBeFalsy();
    expect(await world.look()).toEqual(before);
  });

  test('heartbeat', async () => {
    const { zombie } = await outliveLease();
    await world.passSeconds(5);
    expect(await heartbeat(world.core, 'pdf', zombie)).toBeNull();
    await world.passSeconds(6); // the successor's own heartbeat is missing now, whatever the zombie sent
    await world.core.queue.supervise();
    expect((await world.look()).get(zombie.jobId)?.record?.state).toBe('retry');
  });

  test.each(SETTLEMENTS)('$kind', async (settlement) => {
    const { zombie } = await outliveLease();
    const before = await world.look();
    expect(await settleJob(world.core, 'pdf', zombie, settlement)).toBeNull();
    expect(await world.look()).toEqual(before);
  });
});

/** A standby that was behind took over: nobody knows of the claim, and its number in the queue is given out again. */
async function loseClaim(): Promise<{ zombie: ClaimedJob; successor: ClaimedJob }> {
  const { pool } = world.core;
  await enqueue(world.core, newJob());
  const zombie = await claimOne(world.core);
  await pool.query(`update pgboss.job set state = 'created', retry_count = 0, started_on = null where id = $1`, [
    zombie.jobId,
  ]);
  await pool.query(
    `update pressroom.document_jobs set status = 'queued', attempt = 0, lease_no = null, lease_token = null,
       worker_id = null, started_at = null, last_seq = 1 where id = $1`,
    [zombie.jobId],
  );
  await pool.query('delete from pressroom.job_events where job_id = $1 and seq > 1', [zombie.jobId]);
  const successor = await claimOne(world.core);
  expect(successor).toMatchObject({ jobId: zombie.jobId, attempt: 1, leaseNo: zombie.leaseNo });
  return { zombie, successor };
}

describe('a worker whose claim the database lost, and gave to another one, changes nothing', () => {
  test.each(WRITES)('%s', async (_name, write) => {
    const { zombie, successor } = await loseClaim();
    const before = await world.look();
    expect(await write(zombie)).toBeFalsy();
    expect(await world.look()).toEqual(before);
    expect(await write(successor)).toBeTruthy();
  });

  test('heartbeat', async () => {
    const { zombie, successor } = await loseClaim();
    expect(await heartbeat(world.core, 'pdf', zombie)).toBeNull();
    expect(await heartbeat(world.core, 'pdf', successor)).toBe('running');
  });

  test.each(SETTLEMENTS)('$kind', async (settlement) => {
    const { zombie } = await loseClaim();
    const before = await world.look();
    expect(await settleJob(world.core, 'pdf', zombie, settlement)).toBeNull();
    expect(await world.look()).toEqual(before);
  });
});

test.each(WRITES)('once a cancel was asked for, nothing but the end is written: %s', async (_name, write) => {
  const job = await startJob(world.core);
  await cancelJob(world.core, VIEWER, job.jobId, null);
  const before = await world.look();
  expect(await write(job)).toBeFalsy();
  expect(await world.look()).toEqual(before);
});

test('an attempt that other hands took over in the queue cannot be settled, although the row does not know yet', async () => {
  const job = await startJob(world.core);
  await world.tools.fail('pdf', job.jobId);
  await world.tools.fetch('pdf');
  const before = await world.look();
  expect(await settleJob(world.core, 'pdf', job, { kind: 'complete', result: null, mainArtifactId: null })).toBeNull();
  expect(await world.look()).toEqual(before);
});

describe('a record that other hands made anew counts from 0 again: the row decides as well', () => {
  async function remake(id: string): Promise<void> {
    await world.tools.deleteJob('pdf', id);
    await world.tools.send('pdf', null, { id });
    await world.tools.fetch('pdf');
  }
  const complete = (job: ClaimedJob) =>
    settleJob(world.core, 'pdf', job, { kind: 'complete', result: null, mainArtifactId: null });

  test('by its lease', async () => {
    const { zombie } = await outliveLease();
    await remake(zombie.jobId);
    expect(await complete(zombie)).toBeNull();
  });

  test('by its status', async () => {
    const job = await startJob(world.core);
    await world.tools.deleteJob('pdf', job.jobId);
    await reconcile(world.core); // failed for good
    await remake(job.jobId);
    expect(await complete(job)).toBeNull();
  });
});

test('the queue itself settles by the attempt, never by the bare id', async () => {
  const { zombie } = await outliveLease();
  const { queue, pool, hints } = world.core;
  const before = await world.look();
  const hit = await transaction(pool, hints, async (tx) => [
    await queue.complete(tx, 'pdf', zombie),
    await queue.fail(tx, 'pdf', zombie, 0),
    await queue.release(tx, 'pdf', zombie),
    await queue.touch(tx, 'pdf', zombie),
  ]);
  expect(hit).toEqual([false, false, false, false]);
  expect(await world.look()).toEqual(before);
});

test.each(WRITES.filter(([name]) => name !== 'artifact'))(
  'row and event are one statement: %s',
  async (name, write) => {
    const job = await startJob(world.core);
    await refuseEvents(name);
    const before = await world.look();
    await expect(write(job)).rejects.toThrow('no event');
    expect(await world.look()).toEqual(before);
    await world.core.pool.query('drop trigger refuse_event on pressroom.job_events; drop function refuse_event');
  },
);

async function refuseEvents(type: string): Promise<void> {
  await world.core.pool.query(
    `create function refuse_event() returns trigger language plpgsql as $$ begin raise exception 'no event'; end $$;
     create trigger refuse_event before insert on pressroom.job_events
       for each row when (new.type = '${type}') execute function refuse_event()`,
  );
}

test('a terminal job refuses every change, also by hand', async () => {
  const job = await startJob(world.core);
  await settleJob(world.core, 'pdf', job, { kind: 'complete', result: null, mainArtifactId: null });
  const change = world.core.pool.query(`update pressroom.document_jobs set last_seq = last_seq + 1 where id = $1`, [
    job.jobId,
  ]);
  await expect(change).rejects.toThrow('is completed and cannot change');
});
