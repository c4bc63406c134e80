import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { PermanentJobError, type Handler, type HandlerResult } from '../../workers/handler.ts';
import { enqueue, newJob } from '../jobs/some-jobs.ts';
import { openWorkerWorld, type WorkerWorld } from './worker-world.ts';

/** Types are gone when programs run: a handler may return and throw anything, and its worker must outlive that. */
let world: WorkerWorld;
beforeEach(async () => {
  world = await openWorkerWorld();
});
afterEach(() => world.close());

async function run(handler: Handler) {
  const job = newJob({ maxAttempts: 2, retryDelaySeconds: 0 });
  await enqueue(world.core, job);
  const worker = world.work(handler);
  const { status, attempt, error } = await world.until(job.id, 'completed', 'failed');
  await worker.stop(5_000);
  return { status, attempt, code: error?.code, detail: error?.detail };
}

const cyclic: Record<string, unknown> = {};
cyclic.self = cyclic;
/** JSON.stringify writes it down, and Postgres does not take it. */
const deep = (depth: number): never => {
  let value: unknown = [];
  for (let level = 1; level < depth; level += 1) value = [value];
  return value as never;
};

const NO_RESULTS: [string, unknown][] = [
  ['nothing', undefined],
  ['null', null],
  ['a text', 'done'],
  ['an object without a result', {}],
  ['a result that is undefined', { result: undefined }],
  ['a function', { result: () => {} }],
  ['a symbol', { result: Symbol('done') }],
  ['a big integer', { result: 1n }],
  ['what refers to itself', { result: cyclic }],
  ['what is too deep for Postgres', { result: deep(9_000) }],
  ['what is too deep for JavaScript', { result: deep(100_000) }],
  ['what is too large', { result: 'x'.repeat(1024 * 1024) }],
  ['a file that has no id', { artifact: { id: 'none' } }],
];

test.each(NO_RESULTS)('%s is no result: the job fails at once', async (_name, returned) => {
  expect(await run(async () => returned as HandlerResult)).toEqual({
    status: 'failed',
    attempt: 1,
    code: 'bad-result',
    detail: 'The handler returned no JSON value of at most 1048576 bytes that can be stored.',
  });
});

test('a result that throws when it is read is the handler’s error', async () => {
  const returned = {
    get result(): never {
      throw new Error('not to be had');
    },
  };
  expect(await run(async () => returned)).toMatchObject({ code: 'handler-error', detail: 'not to be had', attempt: 2 });
});

test('a result of a thousand levels is kept', async () => {
  expect(await run(async () => ({ result: deep(1_000) }))).toMatchObject({ status: 'completed', attempt: 1 });
});

const unspeakable = Object.assign(new Error('x'), { message: Object.create(null) as string });

test.each([
  ['null', null, 'The handler threw null.'],
  ['nothing', undefined, 'The handler threw undefined.'],
  ['a text', 'went wrong', 'The handler threw went wrong.'],
  ['a symbol', Symbol('wrong'), 'The handler threw Symbol(wrong).'],
  ['an object without a prototype', Object.create(null), 'The handler threw what cannot be put into words.'],
  ['an error without a message', new Error(' '), 'The handler threw an error without a message.'],
  ['an error whose message is none', unspeakable, 'what cannot be put into words'],
])('%s is thrown', async (_name, thrown, detail) => {
  const handler: Handler = () => Promise.reject(thrown as Error);
  expect(await run(handler)).toEqual({ status: 'failed', attempt: 2, code: 'handler-error', detail });
});

test('a handler that is no asynchronous function throws', async () => {
  const handler: Handler = () => {
    throw new PermanentJobError('not-now', 'Not now.');
  };
  expect(await run(handler)).toEqual({ status: 'failed', attempt: 1, code: 'not-now', detail: 'Not now.' });
});
