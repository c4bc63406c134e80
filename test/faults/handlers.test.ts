import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { HANDLER_MESSAGE } from './rig/misbehaviours.ts';
import { setChaosStage, type ChaosJobRequest, type ChaosStage, type EndedJob } from './rig/chaos-stage.ts';
import { untilJob } from './rig/stored-job.ts';
import { inTime } from './rig/waiting.ts';

const TIMEOUT_MS = 240_000;
/** A lost heartbeat, a worker's start and a second attempt, on a busy machine. */
const END_MS = 180_000;
const HEAP_MEGABYTES = 128;

let stage: ChaosStage;

beforeAll(async () => {
  stage = await setChaosStage();
  await stage.part('api');
}, TIMEOUT_MS);

afterAll(() => stage.close(), TIMEOUT_MS);

test(
  'what a handler throws or returns is its own job’s affair',
  async () => {
    const worker = await stage.part('chaos-worker', { WORKER_TYPES: 'pdf' });
    const run = (title: ChaosJobRequest['title'], maxAttempts = 3) => runJob({ type: 'pdf', title, maxAttempts });
    const [thrown, thrownOnce, nothing, cyclic, deep, missing, briefly, ...calm] = await Promise.all([
      run('fault:throw', 2),
      run('fault:throw:first'),
      run('fault:throw-null', 1),
      run('fault:unserialisable'),
      run('fault:too-deep'),
      run('fault:return-nothing'),
      run('fault:block-briefly'),
      run('calm:100'),
      run('calm:2000'),
    ]);
    expect(thrown).toMatchObject(failed(2, 'handler-error', HANDLER_MESSAGE));
    expect(thrownOnce).toMatchObject({ status: 'completed', attempt: 2, error: null });
    expect(nothing).toMatchObject(failed(1, 'handler-error', 'The handler threw null.'));
    const noResult = failed(1, 'bad-result', expect.stringMatching(/^The handler returned no JSON value/));
    for (const job of [cyclic, deep, missing]) expect(job).toMatchObject(noResult);
    for (const job of [briefly, ...calm]) expect(job).toMatchObject(COMPLETED);
    await end(worker);
  },
  TIMEOUT_MS,
);

test(
  'handlers that do not stop: their jobs time out, the others finish, and the worker ends for its slots',
  async () => {
    const kept = stage.keepWorker({ WORKER_TYPES: 'document' });
    const timeouts = { type: 'document' as const, timeoutSeconds: 1, maxAttempts: 1 };
    const jobs = await Promise.all([
      runJob({ ...timeouts, title: 'fault:hang' }),
      runJob({ ...timeouts, title: 'fault:ignore-signal' }),
      runJob({ type: 'document', title: 'calm:20000', maxAttempts: 1 }),
      runJob({ type: 'document', title: 'calm:1000' }),
    ]);
    const [hung, ignoring, ...calm] = jobs;
    const outOfTime = failed(1, 'attempt-timeout', 'The attempt took longer than 1 seconds.');
    expect(hung).toMatchObject(outOfTime);
    expect(ignoring).toMatchObject(outOfTime);
    for (const job of calm) expect(job).toMatchObject(COMPLETED);
    const [worker] = kept.lives;
    expect(await inTime('the worker ends', END_MS, worker!.exit)).toBe(1);
    expect(worker!.facts('job.handler-stuck')).toHaveLength(2);
    expect(worker!.facts('worker.stuck')).toHaveLength(1);
    expect(await runJob({ type: 'document', title: 'calm:10' })).toMatchObject(COMPLETED);
  },
  TIMEOUT_MS,
);

test(
  'a handler that blocks the event loop for good: its process ends and says so, and in the end the job alone is lost',
  async () => {
    const kept = stage.keepWorker({ WORKER_TYPES: 'spreadsheet' });
    const [blocking, ...calm] = await Promise.all([
      runJob({ type: 'spreadsheet', title: 'fault:block-loop', maxAttempts: 2 }),
      ...[0, 1, 2, 3].map(() => runJob({ type: 'spreadsheet', title: 'calm:500', maxAttempts: 2 })),
    ]);
    expect(blocking).toMatchObject(WORKER_LOST(2));
    for (const job of calm) expect(job).toMatchObject({ status: 'completed' });
    expect(await kept.lives[0]!.exit).toBe('SIGKILL');
    expect(kept.lives[0]!.facts('process.blocked')).toHaveLength(1);
    expect(await runJob({ type: 'spreadsheet', title: 'calm:10' })).toMatchObject(COMPLETED);
  },
  TIMEOUT_MS,
);

test(
  'a handler that takes all memory or ends the process: it says why, and the job fails as lost',
  async () => {
    const job = { type: 'presentation' as const, maxAttempts: 1 };
    const memory = await stage.part(
      'chaos-worker',
      { WORKER_TYPES: 'presentation' },
      { maxHeapMegabytes: HEAP_MEGABYTES },
    );
    const full = await stage.post({ ...job, title: 'fault:out-of-memory' });
    expect(await inTime('the worker ends', END_MS, memory.exit)).toBe('SIGABRT');
    expect(memory.tail()).toContain('JavaScript heap out of memory');

    const exiting = await stage.part('chaos-worker', { WORKER_TYPES: 'presentation' });
    const exited = await stage.post({ ...job, title: 'fault:exit' });
    expect(await inTime('the worker ends', END_MS, exiting.exit)).toBe(1);
    expect(exiting.facts('worker.jobs-left')).toMatchObject([{ jobs: [exited], code: 0 }]);

    for (const id of [full, exited]) expect(await stage.ended(id, END_MS)).toMatchObject(WORKER_LOST(1));
  },
  TIMEOUT_MS,
);

test.each(['fault:unhandled-rejection', 'fault:throw-later'] as const)(
  'an error that nobody caught (%s) fails the job that it came from; the others are given back at no cost',
  async (title) => {
    const kept = stage.keepWorker({ WORKER_TYPES: 'presentation' });
    const calm = await stage.post({ type: 'presentation', title: 'calm:3000', maxAttempts: 1 });
    await untilJob(stage, calm, 'is running', END_MS, ({ status }) => status === 'running');
    const failing = await runJob({ type: 'presentation', title, maxAttempts: 2 });
    expect(failing).toMatchObject(failed(2, 'handler-error', HANDLER_MESSAGE));
    expect(await stage.ended(calm, END_MS)).toMatchObject(COMPLETED);
    expect(await kept.lives[0]!.exit).toBe(1);
    expect(kept.lives[0]!.facts('process.surprise')).toMatchObject([{ err: { message: HANDLER_MESSAGE } }]);
    expect(kept.lives[0]!.facts('worker.jobs-left')).toEqual([]);
    await kept.stop();
  },
  TIMEOUT_MS,
);

test(
  'a poison job kills every worker that touches it: it ends as failed, and takes no other job with it',
  async () => {
    const post = (title: ChaosJobRequest['title']) => stage.post({ type: 'pdf', title });
    const before = await Promise.all([post('calm:2000'), post('calm:2000')]);
    const poison = await post('fault:sigkill');
    const beside = await Promise.all(Array.from({ length: 9 }, () => post('calm:2000')));
    const kept = stage.keepWorker({ WORKER_TYPES: 'pdf' });
    expect(await stage.ended(poison, TIMEOUT_MS)).toMatchObject(WORKER_LOST(3));
    for (const id of [...before, ...beside]) {
      expect(await stage.ended(id, TIMEOUT_MS)).toMatchObject({ status: 'completed' });
    }
    const starts = kept.lives.flatMap((life) => life.facts('job.started'));
    expect(starts.filter(({ jobId }) => jobId === poison)).toMatchObject([
      { attempt: 1 },
      { attempt: 2 },
      { attempt: 3, alone: true },
    ]);
    expect(kept.lives.length).toBe(4);
    expect(await runJob({ type: 'pdf', title: 'calm:10' })).toMatchObject(COMPLETED);
  },
  TIMEOUT_MS,
);

const COMPLETED = { status: 'completed', attempt: 1, error: null };
const WORKER_LOST = (attempt: number) => failed(attempt, 'worker-lost', 'The worker stopped answering.');

function failed(attempt: number, code: string, detail: unknown) {
  return { status: 'failed', attempt, error: { code, detail } };
}

async function runJob(request: ChaosJobRequest): Promise<EndedJob> {
  return stage.ended(await stage.post(request), END_MS);
}

async function end(worker: { signal(name: NodeJS.Signals): void; exit: Promise<unknown> }): Promise<void> {
  worker.signal('SIGTERM');
  expect(await worker.exit).toBe(0);
}
