import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createJob } from './clients/job-client.ts';
import { longJob } from './clients/job-inputs.ts';
import { setStage, type Stage } from './rig/stage.ts';
import { readJob, untilAtWork, untilJob } from './rig/stored-job.ts';
import { inTime } from './rig/waiting.ts';

const TIMEOUT_MS = 90_000;
const DONE_MS = 40_000;

let stage: Stage;

beforeAll(async () => {
  stage = await setStage();
  await stage.api();
}, TIMEOUT_MS);

afterAll(() => stage.close(), TIMEOUT_MS);

test(
  'a worker that is told to stop finishes what fits into its time, and takes nothing new',
  async () => {
    const worker = await stage.worker({ DRAIN_SECONDS: '30', WORKER_CONCURRENCY: '1' });
    const job = await post(1);
    await untilAtWork(stage, job);
    const next = await post(1);
    worker.signal('SIGTERM');
    expect(await inTime('the worker ends', 32_000, worker.exit)).toBe(0);
    expect(await readJob(stage, job)).toMatchObject({ status: 'completed', attempt: 1, queueState: 'completed' });
    expect(await readJob(stage, next)).toMatchObject({ status: 'queued', attempt: 0, queueState: 'created' });
    expect(await stage.query('select id from pressroom.workers')).toEqual([]);
    await done(next, ['queued 0', 'running 1', 'completed 1']);
  },
  TIMEOUT_MS,
);

test(
  'a job that does not fit is given back at once and costs no attempt',
  async () => {
    const worker = await stage.worker({ DRAIN_SECONDS: '4' });
    const job = await post(6);
    await untilAtWork(stage, job);
    worker.signal('SIGTERM');
    expect(await inTime('the worker ends', 6_000, worker.exit)).toBe(0);
    const given = await readJob(stage, job);
    expect(given).toMatchObject({ status: 'queued', attempt: 0, workerId: null });
    expect(['created', 'retry']).toContain(given.queueState);
    await done(job, ['queued 0', 'running 1', 'queued 0', 'running 1', 'completed 1']);
  },
  TIMEOUT_MS,
);

test(
  'told twice it ends at once, and leaves its job to be rescued',
  async () => {
    const worker = await stage.worker();
    const job = await post(6);
    await untilAtWork(stage, job);
    worker.signal('SIGTERM');
    await worker.fact('process.stopping', 1_000);
    worker.signal('SIGTERM');
    expect(await inTime('the worker ends', 2_000, worker.exit)).toBe(143);
    expect(await readJob(stage, job)).toMatchObject({ status: 'running', attempt: 1 });
  },
  TIMEOUT_MS,
);

async function post(seconds: number): Promise<string> {
  const key = crypto.randomUUID();
  return (await createJob(stage.url, longJob(seconds, key), () => undefined)).id;
}

/** Another worker completes the job, whose life has then been that. */
async function done(job: string, life: string[]): Promise<void> {
  const worker = await stage.worker();
  const { events } = await untilJob(stage, job, 'is completed', DONE_MS, ({ status }) => status === 'completed');
  expect(statuses(events)).toEqual(life);
  worker.signal('SIGTERM');
  expect(await worker.exit).toBe(0);
}

/** What happened to a job, without what happened within its attempts. */
function statuses(events: string[]): string[] {
  return events.flatMap((event) => /^\d+ (?:status|job-complete) (\w+ \d+)$/.exec(event)?.[1] ?? []);
}
