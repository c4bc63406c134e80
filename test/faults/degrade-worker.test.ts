import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { createJob } from './clients/job-client.ts';
import { longJob } from './clients/job-inputs.ts';
import { startPostgresProxy, throughProxy, type PostgresProxy } from './network/postgres-proxy.ts';
import type { PartProcess } from './rig/part-process.ts';
import { setServerStage, type ServerStage } from './rig/server-stage.ts';
import { readJob, untilAtWork, untilJob } from './rig/stored-job.ts';
import { inTime } from './rig/waiting.ts';

const TIMEOUT_MS = 150_000;
const REACHED_MS = 40_000;
const DONE_MS = 40_000;
const STOP_MS = 20_000;
const TELLS_MS = 3_000;
/** A worker that is not heard of for 10 s is given up; its last sign of life may be 3 s old when the database goes. */
const LEASE_MS = 6_000;
const LONGER_THAN_A_LEASE_MS = 15_000;

let stage: ServerStage;
let proxy: PostgresProxy;
let thaw: (() => void) | undefined;

beforeAll(async () => {
  stage = await setServerStage();
  proxy = await startPostgresProxy(stage.postgres.port);
  await stage.api();
}, TIMEOUT_MS);

afterEach(async () => {
  thaw?.();
  thaw = undefined;
  proxy.heal();
  if (!stage.postgres.isUp()) await stage.postgres.start();
}, TIMEOUT_MS);

afterAll(async () => {
  await stage.close();
  await proxy.close();
}, TIMEOUT_MS);

/** Takes the database away from the worker. @returns what brings it back */
type Away = () => Promise<() => Promise<void>>;

const WAYS: readonly [string, Away][] = [
  ['is killed', killed],
  ['is silent', silent],
  ['cannot be reached', unreachable],
];

test.each(WAYS)(
  'work that is done while the database %s is kept, and committed when it is back: no second attempt',
  async (_how, goAway) => {
    const worker = await startWorker();
    let away = { since: 0, comeBack: (): Promise<void> => Promise.resolve() };
    const done = proxy.trap(
      'settle-sent',
      1,
      async () => void (away = { since: performance.now(), comeBack: await goAway() }),
      AbortSignal.timeout(REACHED_MS),
    );
    const job = await post(1);
    await inTime('the work is done', REACHED_MS, done);
    // A worker that gets no answer at all has nothing to tell yet.
    await inTime('the worker tells that it cannot commit', TELLS_MS, tellsOf(worker)).catch(() => undefined);
    await away.comeBack();
    const awayMs = performance.now() - away.since;
    const stored = await untilJob(stage, job, 'is completed', DONE_MS, ({ status }) => status === 'completed');
    expect(stored.queueState).toBe('completed');
    expect(stored.events.filter((event) => event.includes('job-complete'))).toHaveLength(1);
    // On a machine that is too busy to start a server, the worker may have been given up meanwhile.
    if (awayMs < LEASE_MS) expect(stored.attempt).toBe(1);
    await stop(worker);
  },
  TIMEOUT_MS,
);

test(
  'a worker whose database is away for long goes on by itself afterwards',
  async () => {
    const worker = await startWorker();
    const job = await post(3);
    await untilAtWork(stage, job);
    const comeBack = await killed();
    await sleep(LONGER_THAN_A_LEASE_MS);
    await comeBack();
    await untilJob(stage, job, 'is completed', DONE_MS * 2, ({ status }) => status === 'completed');
    const next = await post(1);
    await untilJob(stage, next, 'is completed', DONE_MS, ({ status }) => status === 'completed');
    expect(worker.hasEnded()).toBe(false);
    await stop(worker);
  },
  TIMEOUT_MS,
);

test.each(WAYS)(
  'told to stop while the database %s, API and worker end in their time',
  async (_how, goAway) => {
    const [worker, api] = await Promise.all([startWorker(), stage.api({ PORT: '0', DATABASE_URL: proxiedUrl() })]);
    const job = await post(3);
    await untilAtWork(stage, job);
    const comeBack = await goAway();
    for (const part of [worker, api]) part.signal('SIGTERM');
    const ends = [worker, api].map((part) => inTime(`the ${part.name} ends`, STOP_MS, part.exit));
    expect(await Promise.all(ends)).toEqual([1, 0]); // a worker that leaves a job behind says so
    await comeBack();
    expect((await readJob(stage, job)).status).not.toBe('completed');
  },
  TIMEOUT_MS,
);

function startWorker(): Promise<PartProcess> {
  return stage.worker({ DATABASE_URL: proxiedUrl(), WORKER_CONCURRENCY: '1' });
}

function proxiedUrl(): string {
  return throughProxy(stage.databaseUrl, proxy.port);
}

async function stop(worker: PartProcess): Promise<void> {
  worker.signal('SIGTERM');
  expect(await inTime('the worker ends', STOP_MS, worker.exit)).toBe(0);
}

function tellsOf(worker: PartProcess): Promise<unknown> {
  return worker.fact('job.settle-failed', REACHED_MS);
}

async function killed(): Promise<() => Promise<void>> {
  await stage.postgres.kill();
  return () => stage.postgres.start();
}

function silent(): Promise<() => Promise<void>> {
  thaw = stage.postgres.pause();
  return Promise.resolve(async () => {
    thaw?.();
    thaw = undefined;
    return Promise.resolve();
  });
}

function unreachable(): Promise<() => Promise<void>> {
  proxy.refuse();
  return Promise.resolve(() => Promise.resolve(proxy.heal()));
}

async function post(seconds: number): Promise<string> {
  return (await createJob(stage.url, longJob(seconds, crypto.randomUUID()), () => undefined)).id;
}
