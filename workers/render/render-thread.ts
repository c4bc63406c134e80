import { getHeapStatistics } from 'node:v8';
import { parentPort } from 'node:worker_threads';
import { checkInput } from '../../src/documents/input-checks.ts';
import type { AnyDocumentInput, JobInputs } from '../../src/documents/model.ts';
import { referenceKey, referencesOf } from '../../src/documents/references.ts';
import { messageOf } from '../../src/errors.ts';
import { faultSummary } from './fault-summary.ts';
import { newMailbox } from './mailbox.ts';
import { inBatches, keeping } from './pieces.ts';
import { previewOf } from './preview/preview.ts';
import type { RenderTask } from './read-input.ts';
import { recipeOf } from './recipe.ts';
import { render } from './render.ts';
import { permanentReason, RenderError } from './render-error.ts';
import { threadControls } from './thread-controls.ts';
import type { FromThread, NeededFile, RenderOrder, ToThread } from './thread-messages.ts';

/**
 * The thread in which files are rendered, one after the other. Nobody aborts it from inside: it is terminated. After a
 * failure it is not used again.
 */

/** Pieces that may be under way: the next is made while the one before is stored. */
const MAX_UNTAKEN = 4;
/** A PDF up to this size is kept until its first page is pictured; a larger one has the page made anew. */
const MAX_KEPT_BYTES = 8 * 1024 * 1024;

async function serve(): Promise<never> {
  for (;;) {
    const { order } = await hear('order');
    try {
      await carryOut(order);
    } catch (error) {
      if (!(error instanceof Forgotten)) throw error;
    }
    say({ type: 'idle', heapBytes: getHeapStatistics().used_heap_size });
  }
}

async function carryOut(order: RenderOrder): Promise<never> {
  const input = checkedInput(order);
  say({ type: 'needs', files: neededFiles(order, input) });
  say({ type: 'recipe', recipe: await recipeOf(order, input, (await hear('digests')).digests) });
  const { format, title, today } = order;
  const task: RenderTask = { format, title, input, files: (await hear('files')).files, today };
  const controls = threadControls(say);
  const kept = keeping(render(task, controls), format === 'pdf' ? MAX_KEPT_BYTES : 0);
  await sendPieces(kept.pieces);
  await hear('preview');
  say({ type: 'preview', preview: await previewOf(task, kept.whole(), controls) });
  await hear('order');
  throw new Error('an order came before the one before it was forgotten');
}

function checkedInput({ jobType, inputJson }: RenderOrder): AnyDocumentInput {
  const input = JSON.parse(inputJson) as JobInputs[typeof jobType];
  const faults = checkInput(jobType, input);
  if (faults.length > 0) throw new RenderError('invalid-input', faultSummary(faults));
  return input;
}

function neededFiles({ jobType }: RenderOrder, input: AnyDocumentInput): NeededFile[] {
  return referencesOf(jobType, input).map(({ pointer, reference }) => ({
    key: referenceKey(reference),
    pointer,
    reference,
  }));
}

async function sendPieces(pieces: AsyncIterable<Uint8Array>): Promise<void> {
  let untaken = 0;
  for await (const bytes of inBatches(pieces)) {
    for (; untaken >= MAX_UNTAKEN; untaken -= 1) await hear('taken');
    say({ type: 'piece', bytes }, [bytes.buffer]);
    untaken += 1;
  }
  for (; untaken > 0; untaken -= 1) await hear('taken');
  say({ type: 'end' });
}

/** The caller wants no more of this order. */
class Forgotten extends Error {}

const messages = newMailbox<ToThread>();

async function hear<Type extends ToThread['type']>(type: Type): Promise<Extract<ToThread, { type: Type }>> {
  const message = await messages.take();
  if (message.type === 'forget') throw new Forgotten('the order was forgotten');
  if (message.type !== type) throw new Error(`the thread was told ${message.type} instead of ${type}`);
  return message as Extract<ToThread, { type: Type }>;
}

function say(message: FromThread, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
}

if (!parentPort) throw new Error('render-thread.ts runs in a worker thread only');
const port = parentPort;
port.on('message', messages.put);
await serve().catch((error: unknown) => {
  const stack = error instanceof Error ? error.stack : undefined;
  say({ type: 'failed', reason: permanentReason(error), message: messageOf(error), stack });
  port.close();
});
