import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createJob } from '../clients/job-client.ts';
import { longJob, type JobRequest } from '../clients/job-inputs.ts';
import type { Fact, PartProcess } from '../rig/part-process.ts';
import { setStage, type Stage } from '../rig/stage.ts';
import { readJob } from '../rig/stored-job.ts';
import { inTime } from '../rig/waiting.ts';
import { startPostgresProxy, throughProxy, type PostgresProxy, type Step } from './postgres-proxy.ts';

const TIMEOUT_MS = 150_000;
const DONE_MS = 60_000;
/** Long enough for what a process does next, if nothing stops it. */
const QUIET_MS = 300;

let stage: Stage;
let proxy: PostgresProxy;
let environment: { DATABASE_URL: string };
const over = new AbortController();

beforeAll(async () => {
  stage = await setStage();
  proxy = await startPostgresProxy(Number(new URL(stage.databaseUrl).port));
  environment = { DATABASE_URL: throughProxy(stage.databaseUrl, proxy.port) };
  await stage.api(environment);
}, TIMEOUT_MS);

afterAll(async () => {
  over.abort();
  await stage.close();
  await proxy.close();
}, TIMEOUT_MS);

test(
  'every step of a job is held at its instant: what others see of it, and what its process knows',
  async () => {
    const request = longJob(0.1, crypto.randomUUID());
    let isAnswered = false;
    const seenOfCreate = [
      seeAt('create-sent', async () => [await statusOf(request), isAnswered]),
      seeAt('created', async () => [await statusOf(request), isAnswered]),
    ];
    const { id, tries } = await createJob(stage.url, request, () => undefined);
    isAnswered = true;
    expect(await Promise.all(seenOfCreate)).toEqual([
      [undefined, false],
      ['queued', false],
    ]);
    expect(tries).toBe(1);

    const ofJob = (fact: Fact): boolean => fact.jobId === id;
    const worker = Promise.withResolvers<PartProcess>();
    const knows = async (event: string): Promise<boolean> =>
      (await worker.promise).fact(event, QUIET_MS, ofJob).then(
        () => true,
        () => false,
      );
    const reports = async (): Promise<number> => (await readJob(stage, id)).reports.length;
    const seen = [
      seeAt('claim-sent', async () => [await statusOf(request), await knows('job.started')]),
      seeAt('claimed', async () => [await statusOf(request), await knows('job.started')]),
      seeAt('progress-sent', reports),
      seeAt('progress-stored', reports),
      seeAt('settle-sent', async () => [await statusOf(request), await knows('job.settled')]),
      seeAt('settled', async () => [await statusOf(request), await knows('job.settled')]),
    ];
    worker.resolve(await stage.worker(environment));
    expect(await Promise.all(seen)).toEqual([
      ['queued', false],
      ['running', false],
      0,
      1,
      ['running', false],
      ['completed', false],
    ]);
    const settled = await (await worker.promise).fact('job.settled', DONE_MS, ofJob);
    expect(settled).toMatchObject({ status: 'completed', attempt: 1 });
    (await worker.promise).signal('SIGTERM');
  },
  TIMEOUT_MS,
);

test.each([
  ['settled', 'completed'],
  ['settle-sent', 'running'], // the last that has a worker: it must find no other job
] as const)(
  'a worker is killed at %s: its job is %s',
  async (step, status) => {
    const worker = await stage.worker(environment);
    const sprung = proxy.trap(step, 1, () => kill(worker), over.signal);
    const { id } = await createJob(stage.url, longJob(0.1, crypto.randomUUID()), () => undefined);
    await inTime(`${step} is reached`, DONE_MS, sprung);
    await untilUnlocked(id);
    expect(await readJob(stage, id)).toMatchObject({ status, attempt: 1 });
  },
  TIMEOUT_MS,
);

test(
  'an API that has created a job and cannot know it: the same request again is answered with it',
  async () => {
    const sprung = proxy.trap('created', 1, proxy.cut, over.signal);
    const request = longJob(0.1, crypto.randomUUID());
    const { tries, replayed } = await createJob(stage.url, request, () => undefined);
    await sprung;
    expect({ tries: tries > 1, replayed }).toEqual({ tries: true, replayed: true });
  },
  TIMEOUT_MS,
);

/** What is to be seen at the first such step from now, while it is held. */
async function seeAt<T>(step: Step, look: () => Promise<T>): Promise<T> {
  let seen: T | undefined;
  await inTime(
    `${step} is reached`,
    DONE_MS,
    proxy.trap(step, 1, async () => void (seen = await look()), over.signal),
  );
  return seen as T;
}

async function statusOf({ metadata }: JobRequest): Promise<string | undefined> {
  const query = `select status from pressroom.document_jobs where metadata->>'key' = $1`;
  return (await stage.query<{ status: string }>(query, [metadata.key]))[0]?.status;
}

/** Its row is free: whatever transaction had it has ended, this way or that. */
async function untilUnlocked(id: string): Promise<void> {
  await stage.query('select from pressroom.document_jobs where id = $1 for update', [id]);
}

async function kill(worker: PartProcess): Promise<void> {
  worker.signal('SIGKILL');
  await worker.exit;
}
