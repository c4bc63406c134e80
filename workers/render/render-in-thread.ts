import type { Warning } from './controls.ts';
import type { Preview } from './preview/preview.ts';
import type { SpooledFile } from './read-input.ts';
import { RenderError } from './render-error.ts';
import type { ByReference, FromThread, NeededFile, ProgressUpdate, RenderOrder } from './thread-messages.ts';
import { takeThread, type RenderThread, type ThreadProgram } from './thread-pool.ts';

/** What the caller hears while a file is rendered. The thread is heard no further until it has dealt with it. */
export interface ThreadControls {
  /** When it is aborted the thread ends, wherever it is, and every method rejects with the reason. */
  signal: AbortSignal;
  report(update: ProgressUpdate): Promise<void>;
  warn(warning: Warning): Promise<void>;
}

/**
 * A file that is rendered in another thread; its methods are called in this order, each once, and it may be left after
 * any of them. They reject with a RenderError for what no other attempt can mend, and with an Error for what one may.
 */
export interface Render {
  /** What the input refers to. Each is to be brought into a file. */
  needs: NeededFile[];
  /** @param digests of each needed file, by key */
  recipe(digests: ByReference<string>): Promise<string>;
  /** The file, written no faster than it is read. */
  pieces(files: ByReference<SpooledFile>): AsyncGenerator<Uint8Array>;
  /** A preview of the file; null when there is none. */
  preview(): Promise<Preview | null>;
  /** Keeps the thread for another file if it has done all that it was asked for; else the thread ends. */
  leave(): Promise<void>;
}

/** More than this is given back to the system, by ending the thread, when its file is done. */
const MAX_KEPT_HEAP_BYTES = 192 * 1024 ** 2;

/** Has the input read and checked in another thread. Nothing here takes longer for a large input than copying its text. */
export async function startRender(
  order: RenderOrder,
  controls: ThreadControls,
  program?: ThreadProgram,
): Promise<Render> {
  const thread = takeThread(controls.signal, program);
  const hear = <Type extends FromThread['type']>(type: Type) => hearOne(thread, controls, type);
  let isBusy = true;
  const busyWhile = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    isBusy = true;
    const result = await work();
    isBusy = false;
    return result;
  };
  const render: Render = {
    needs: [],
    recipe: (digests) =>
      busyWhile(async () => {
        thread.say({ type: 'digests', digests });
        return (await hear('recipe')).recipe;
      }),
    async *pieces(files) {
      isBusy = true;
      thread.say({ type: 'files', files });
      yield* takePieces(thread, controls);
      isBusy = false;
    },
    preview: () =>
      busyWhile(async () => {
        thread.say({ type: 'preview' });
        return (await hear('preview')).preview;
      }),
    async leave() {
      if (isBusy) return thread.end();
      thread.say({ type: 'forget' });
      const idle = await hear('idle').catch(() => null);
      if (idle && idle.heapBytes <= MAX_KEPT_HEAP_BYTES) thread.giveBack();
      else await thread.end();
    },
  };
  try {
    render.needs = await busyWhile(async () => {
      thread.say({ type: 'order', order });
      return (await hear('needs')).files;
    });
    return render;
  } catch (error) {
    await thread.end();
    throw error;
  }
}

async function* takePieces(thread: RenderThread, controls: ThreadControls): AsyncGenerator<Uint8Array> {
  for (;;) {
    const message = await hearOne(thread, controls, 'piece', 'end');
    if (message.type === 'end') return;
    yield message.bytes;
    thread.say({ type: 'taken' });
  }
}

/** The next message of one of these types. What comes before it is passed on; a failure is thrown. */
async function hearOne<Type extends FromThread['type']>(
  thread: RenderThread,
  { report, warn }: ThreadControls,
  ...types: Type[]
): Promise<Extract<FromThread, { type: Type }>> {
  for (;;) {
    const message = await thread.hear();
    if (message.type === 'progress') await report(message.update);
    else if (message.type === 'warning') await warn(message.warning);
    else if (message.type === 'failed') throw failure(message);
    else if (types.some((type) => type === message.type)) return message as Extract<FromThread, { type: Type }>;
    else throw new Error(`the thread that renders said ${message.type} instead of ${types.join(' or ')}`);
  }
}

function failure({ reason, message, stack }: Extract<FromThread, { type: 'failed' }>): Error {
  const error = reason === null ? new Error(message) : new RenderError(reason, message);
  if (stack !== undefined) error.stack = stack; // where it happened; here only the messenger stands
  return error;
}
