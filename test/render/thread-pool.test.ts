import { afterEach, expect, test } from '@jest/globals';
import type { RenderOrder } from '../../workers/render/thread-messages.ts';
import { endIdleThreads, takeThread, type RenderThread, type ThreadProgram } from '../../workers/render/thread-pool.ts';

afterEach(endIdleThreads);

/** A thread that answers an order by what its title says. */
const PROGRAM: ThreadProgram = {
  script: new URL(
    `data:text/javascript,${encodeURIComponent(`
    import { parentPort, threadId } from 'node:worker_threads';
    const does = {
      tell: () => parentPort.postMessage({ type: 'recipe', recipe: String(threadId) }),
      spin: () => { parentPort.postMessage({ type: 'end' }); for (;;); },
      hoard: () => { const all = []; for (;;) all.push({ text: String(all.length) }); },
      exit: () => { parentPort.postMessage({ type: 'end' }); process.exit(0); },
      fail: () => { throw new TypeError('no such word'); },
    };
    parentPort.on('message', ({ order }) => does[order.title]());
  `)}`,
  ),
  maxHeapMegabytes: 32,
};

function order(thread: RenderThread, title: 'tell' | 'spin' | 'hoard' | 'exit' | 'fail'): void {
  thread.say({ type: 'order', order: { title } as RenderOrder });
}

async function idOf(thread: RenderThread): Promise<unknown> {
  order(thread, 'tell');
  return thread.hear();
}

const never = new AbortController().signal;

test('a thread that is given back does the next order, one that is ended does not', async () => {
  const first = takeThread(never, PROGRAM);
  const id = await idOf(first);
  first.giveBack();
  const second = takeThread(never, PROGRAM);
  expect(await idOf(second)).toEqual(id);
  await second.end();
  const third = takeThread(never, PROGRAM);
  expect(await idOf(third)).not.toEqual(id);
  await third.end();
});

test('two callers at once have two threads', async () => {
  const threads = [takeThread(never, PROGRAM), takeThread(never, PROGRAM)];
  const [one, other] = await Promise.all(threads.map(idOf));
  expect(one).not.toEqual(other);
  await Promise.all(threads.map((thread) => thread.end()));
});

test('an abort ends a thread that computes and never looks up, within a second', async () => {
  const cancel = new AbortController();
  const thread = takeThread(cancel.signal, PROGRAM);
  order(thread, 'spin');
  expect(await thread.hear()).toEqual({ type: 'end' }); // from now on it hears nothing
  const heard = thread.hear();
  const abortedAt = performance.now();
  cancel.abort(new Error('enough'));
  await expect(heard).rejects.toThrow('enough');
  await thread.end();
  expect(performance.now() - abortedAt).toBeLessThan(1_000);
  await expect(thread.hear()).rejects.toThrow('enough');
});

test('nothing is begun for a signal that is aborted already', () => {
  expect(() => takeThread(AbortSignal.abort(new Error('too late')), PROGRAM)).toThrow('too late');
});

test('a thread that takes too much memory ends alone, and says so', async () => {
  const other = takeThread(never, PROGRAM);
  const hungry = takeThread(never, PROGRAM);
  order(hungry, 'hoard');
  await expect(hungry.hear()).rejects.toMatchObject({
    reason: 'document-too-large',
    message: expect.stringContaining('32 MB'),
  });
  await expect(idOf(other)).resolves.toHaveProperty('recipe');
  await Promise.all([other.end(), hungry.end()]);
});

test('what a thread said before it ended is heard, then that it ended', async () => {
  const thread = takeThread(never, PROGRAM);
  order(thread, 'exit');
  expect(await thread.hear()).toEqual({ type: 'end' });
  await expect(thread.hear()).rejects.toThrow('ended before its file did');
  await thread.end();
});

test('an error that nobody caught in a thread is heard, not the end of the process', async () => {
  const thread = takeThread(never, PROGRAM);
  order(thread, 'fail');
  await expect(thread.hear()).rejects.toThrow('no such word');
  await thread.end();
});

test('no more than two threads wait for orders, and they can be ended', async () => {
  const threads = [1, 2, 3].map(() => takeThread(never, PROGRAM));
  const ids = await Promise.all(threads.map(idOf));
  for (const thread of threads) thread.giveBack();
  const again = [1, 2, 3].map(() => takeThread(never, PROGRAM));
  const idsAgain = await Promise.all(again.map(idOf));
  expect(idsAgain.filter((id) => ids.some((known) => JSON.stringify(known) === JSON.stringify(id)))).toHaveLength(2);
  for (const thread of again) thread.giveBack();
  await endIdleThreads();
  const fresh = takeThread(never, PROGRAM);
  expect(idsAgain).not.toContainEqual(await idOf(fresh));
  await fresh.end();
});
