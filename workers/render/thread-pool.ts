import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { newMailbox } from './mailbox.ts';
import { RenderError } from './render-error.ts';
import type { FromThread, ToThread } from './thread-messages.ts';

/** A thread that renders for one caller at a time. */
export interface RenderThread {
  say(message: ToThread): void;
  /**
   * The next message. Rejects with the signal's reason once that is aborted, with a RenderError when the thread took
   * more memory than it may, and with what ended the thread otherwise.
   */
  hear(): Promise<FromThread>;
  /** For a thread that waits for an order: another caller may have it. */
  giveBack(): void;
  /** Ends the thread wherever it is, also in the middle of a computation, and waits for that a moment. */
  end(): Promise<void>;
}

/**
 * Of JavaScript objects; what the largest input that is accepted takes in the most wasteful of formats is far below.
 * Past it the job fails, and not the whole process.
 */
const MAX_HEAP_MEGABYTES = 1024;
/** Rows come and go: with more room for what is new a stream of them takes more memory, and no less time. */
const MAX_YOUNG_MEGABYTES = 16;
/** Loading the libraries and fonts takes longer than rendering a short document: so many threads are kept for the next. */
const MAX_IDLE_THREADS = 2;
const MAX_IDLE_MS = 60_000;
/** What a library may leak with each file does not add up without end. */
const MAX_ORDERS = 100;
const END_PATIENCE_MS = 500;

/** What is run in a thread. */
export interface ThreadProgram {
  script: URL;
  maxHeapMegabytes: number;
}

const RENDERER: ThreadProgram = {
  script: new URL('./render-thread.ts', import.meta.url),
  maxHeapMegabytes: MAX_HEAP_MEGABYTES,
};

interface Thread {
  program: ThreadProgram;
  worker: Worker;
  orders: number;
}

const idle = new Map<Thread, NodeJS.Timeout>();

/** A thread that was kept, or a new one. The caller gives it back or ends it; when the signal is aborted it ends at once. */
export function takeThread(signal: AbortSignal, program = RENDERER): RenderThread {
  signal.throwIfAborted();
  const thread = takeIdle(program) ?? startThread(program);
  thread.orders += 1;
  const { worker } = thread;
  const messages = newMailbox<FromThread>();
  const listeners = {
    message: (message: FromThread) => messages.put(message),
    error: (error: unknown) => messages.fail(isOutOfMemory(error) ? tooLarge(program) : error),
    exit: () => messages.fail(new Error('the thread that renders ended before its file did')),
  };
  const abort = (): void => {
    messages.abort(signal.reason);
    void worker.terminate();
  };
  for (const [name, listener] of Object.entries(listeners)) worker.on(name, listener);
  signal.addEventListener('abort', abort, { once: true });
  const leave = (): void => {
    signal.removeEventListener('abort', abort);
    for (const [name, listener] of Object.entries(listeners)) worker.off(name, listener);
  };
  return {
    say: (message) => worker.postMessage(message),
    hear: messages.take,
    giveBack() {
      leave();
      keepIdle(thread);
    },
    async end() {
      leave();
      // V8 leaves the stack check out of some loops over its own functions: what waits for such a loop may wait for ever.
      await Promise.race([worker.terminate(), sleep(END_PATIENCE_MS, undefined, { ref: false })]);
    },
  };
}

/** Ends the threads that wait for an order. */
export async function endIdleThreads(): Promise<void> {
  const threads = [...idle.keys()];
  for (const thread of threads) forgetIdle(thread);
  await Promise.all(threads.map(({ worker }) => worker.terminate()));
}

function startThread(program: ThreadProgram): Thread {
  const worker = new Worker(program.script, {
    resourceLimits: {
      maxOldGenerationSizeMb: program.maxHeapMegabytes,
      maxYoungGenerationSizeMb: MAX_YOUNG_MEGABYTES,
    },
  });
  const thread = { program, worker, orders: 0 };
  worker.on('error', () => {}); // without a listener it would end the process, also while nobody has the thread
  worker.on('exit', () => forgetIdle(thread));
  return thread;
}

function takeIdle(program: ThreadProgram): Thread | undefined {
  const thread = [...idle.keys()].findLast((one) => one.program === program);
  if (!thread) return undefined;
  forgetIdle(thread);
  thread.worker.ref();
  return thread;
}

function keepIdle(thread: Thread): void {
  if (thread.orders >= MAX_ORDERS || idle.size >= MAX_IDLE_THREADS) return void thread.worker.terminate();
  thread.worker.unref(); // a process that has nothing else to do may end
  const end = (): void => {
    forgetIdle(thread);
    void thread.worker.terminate();
  };
  idle.set(thread, setTimeout(end, MAX_IDLE_MS).unref());
}

function forgetIdle(thread: Thread): void {
  clearTimeout(idle.get(thread));
  idle.delete(thread);
}

function isOutOfMemory(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === 'ERR_WORKER_OUT_OF_MEMORY';
}

function tooLarge({ maxHeapMegabytes }: ThreadProgram): RenderError {
  const message = `the document takes more than ${maxHeapMegabytes} MB of memory to write: divide it into several`;
  return new RenderError('document-too-large', message);
}
