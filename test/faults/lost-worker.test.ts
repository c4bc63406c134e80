import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { RECONCILE_INTERVAL_MS } from '../../src/jobs/housekeeping.ts';
import { HEARTBEAT_SECONDS } from '../../src/jobs/queue.ts';
import { watchAgreement } from './checks/agreement-watch.ts';
import { createJob } from './clients/job-client.ts';
import { longJob } from './clients/job-inputs.ts';
import type { PartProcess } from './rig/part-process.ts';
import { setStage, type Stage } from './rig/stage.ts';
import { readJob, untilAtWork, untilJob } from './rig/stored-job.ts';
import { until } from './rig/waiting.ts';

const TIMEOUT_MS = 120_000;
/** Heartbeat 10 s, supervision and reconciling a few more, and a session that froze in a transaction is cut after 15 s. */
const RESCUE_MS = 40_000;
const DONE_MS = 60_000;
/** Heartbeat, a pass of the reconciler, and what supervision and a busy machine add. */
const GIVEN_UP_MS = HEARTBEAT_SECONDS * 1000 + RECONCILE_INTERVAL_MS + 4_000;
/** The next write of a handler at work, and the grace that it has to stop. */
const REFUSED_MS = 15_000;
const RECONCILE_SLACK_MS = 2_000;

let stage: Stage;

beforeAll(async () => {
  stage = await setStage();
  await stage.api();
}, TIMEOUT_MS);

afterAll(() => stage.close(), TIMEOUT_MS);

test(
  'a worker is killed: its job is given up in time, also while nobody is there who could run it',
  async () => {
    const killed = await stage.worker();
    const watch = watchAgreement(stage.databaseUrl, () => true);
    const { id } = await createJob(stage.url, longJob(4, crypto.randomUUID()), () => undefined);
    await untilAtWork(stage, id);
    killed.signal('SIGKILL');
    const began = performance.now();
    const stranger = await stage.worker({ WORKER_TYPES: 'spreadsheet' });
    const given = await untilJob(stage, id, 'is given up', RESCUE_MS, ({ status }) => status === 'retrying');
    expect(performance.now() - began).toBeLessThan(GIVEN_UP_MS);
    expect(given).toMatchObject({ attempt: 1, queueState: 'retry' });
    expect(await watch.disagreeing()).toEqual([]);
    await watch.stop();
    expect(watch.longestMs).toBeLessThan(RECONCILE_INTERVAL_MS + RECONCILE_SLACK_MS);

    const other = await stage.worker();
    await untilJob(
      stage,
      id,
      'is completed',
      DONE_MS,
      ({ status, attempt }) => status === 'completed' && attempt === 2,
    );
    await stop(stranger, other);
  },
  TIMEOUT_MS,
);

test(
  'a worker is frozen while it settles, and its job is done by another one: when it thaws it changes nothing',
  async () => {
    const frozen = await stage.worker({ WORKER_CONCURRENCY: '1' });
    const { id } = await createJob(stage.url, longJob(1, crypto.randomUUID()), () => undefined);
    await untilAtWork(stage, id);
    const letGo = await holdRecord(id);
    await until('the worker wants to settle', DONE_MS, async () => (await stage.query(WAITS_TO_SETTLE)).length > 0);
    frozen.signal('SIGSTOP');
    await letGo();
    const other = await stage.worker();
    const done = await untilJob(stage, id, 'is completed', DONE_MS, ({ status }) => status === 'completed');
    expect(done).toMatchObject({ attempt: 2, queueState: 'completed' });

    frozen.signal('SIGCONT');
    expect(await frozen.fact('job.settled', DONE_MS)).toMatchObject({ jobId: id, attempt: 1, status: 'lease-lost' });
    expect((await readJob(stage, id)).everything).toBe(done.everything);
    await stop(frozen, other);
  },
  TIMEOUT_MS,
);

test(
  'a worker is frozen while it writes, and thaws while another one is at it: what it writes is refused, and it stops',
  async () => {
    const frozen = await stage.worker({ WORKER_CONCURRENCY: '1' });
    const { id } = await createJob(stage.url, longJob(3, crypto.randomUUID()), () => undefined);
    await untilAtWork(stage, id);
    frozen.signal('SIGSTOP');
    const other = await stage.worker();
    await untilAtWork(stage, id, 2);
    const letGo = await holdHeartbeats(); // so that it does not learn of its loss by one of these first
    frozen.signal('SIGCONT');
    expect(await frozen.fact('job.settled', REFUSED_MS)).toMatchObject({ attempt: 1, status: 'lease-lost' });
    await letGo();
    const done = await untilJob(stage, id, 'is completed', DONE_MS, ({ status }) => status === 'completed');
    expect(await other.fact('job.settled', 5_000)).toMatchObject({ attempt: 2, status: 'completed' });
    // Of the file, and once more of its preview.
    expect(done.events.filter((event) => event.includes('artifact'))).toEqual([
      expect.stringMatching(/ artifact 2$/),
      expect.stringMatching(/ artifact 2$/),
    ]);
    expect(done.reports).toEqual([...new Set(done.reports)]); // a report of the thawed one would tell again what was told

    // The thawed one is of use again.
    await stop(other);
    const next = await createJob(stage.url, longJob(0.1, crypto.randomUUID()), () => undefined);
    await untilJob(stage, next.id, 'is completed', DONE_MS, ({ status }) => status === 'completed');
  },
  TIMEOUT_MS,
);

/** Holds the queue's record of a job: a settlement has to wait. @returns lets it go */
function holdRecord(id: string): Promise<() => Promise<void>> {
  return hold(`select from pgboss.job where id = '${id}' for update`);
}

/** Changes of the queue's records have to wait; settlements, which begin with a look, do not. @returns lets them go */
function holdHeartbeats(): Promise<() => Promise<void>> {
  return hold('lock table pgboss.job in share row exclusive mode');
}

async function hold(lock: string): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: stage.databaseUrl });
  await client.connect();
  await client.query('begin');
  await client.query(lock);
  return () => client.end();
}

const WAITS_TO_SETTLE = `select pid from pg_stat_activity
  where datname = current_database() and wait_event_type = 'Lock' and query ilike '%"retryCount"%for update%'`;

async function stop(...workers: PartProcess[]): Promise<void> {
  for (const worker of workers) worker.signal('SIGTERM');
  expect(await Promise.all(workers.map((worker) => worker.exit))).toEqual(workers.map(() => 0));
}
