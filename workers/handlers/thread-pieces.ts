import { on } from 'node:events';
import { Worker } from 'node:worker_threads';
import { PermanentJobError, type ProgressUpdate, type RunningJob } from '../handler.ts';
import type { FileFormat, Source } from './writer.ts';

/** What the thread is started with. */
export interface ThreadTask {
  format: FileFormat;
  source: Source<unknown>;
}

/** What the thread says. After a piece it waits for the answer, any message, before it goes on. */
export type ThreadMessage =
  | { type: 'progress'; update: ProgressUpdate }
  | { type: 'piece'; bytes: Uint8Array }
  | { type: 'end' }
  | { type: 'failed'; error: unknown; permanentCode: string | null };

/** Office libraries keep many times their input in memory; past this the job fails instead of the whole worker. */
const MAX_HEAP_MEGABYTES = 2048;

/**
 * The file, written in a thread of its own and no faster than it is read here. The thread ends with the iteration,
 * at once when the attempt is aborted, wherever the library may be.
 */
export async function* threadPieces(
  job: RunningJob,
  format: FileFormat,
  source: Source<unknown>,
): AsyncGenerator<Uint8Array> {
  job.signal.throwIfAborted();
  const task: ThreadTask = { format, source };
  const thread = new Worker(new URL('./writer-thread.ts', import.meta.url), {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MEGABYTES },
  });
  try {
    for await (const message of messagesOf(thread, job.signal)) {
      if (message.type === 'end') return;
      if (message.type === 'failed') throw failure(message);
      if (message.type === 'progress') await job.progress(message.update);
      if (message.type === 'piece') {
        yield message.bytes;
        thread.postMessage('next');
      }
    }
    throw new Error(`the thread that writes ${format} ended before its file did`);
  } catch (error) {
    job.signal.throwIfAborted();
    throw isOutOfMemory(error) ? tooLarge() : error;
  } finally {
    await thread.terminate();
  }
}

async function* messagesOf(thread: Worker, signal: AbortSignal): AsyncGenerator<ThreadMessage> {
  for await (const [message] of on(thread, 'message', { signal, close: ['exit'] })) yield message as ThreadMessage;
}

function failure(message: Extract<ThreadMessage, { type: 'failed' }>): unknown {
  const { error, permanentCode } = message;
  if (permanentCode === null) return error;
  return new PermanentJobError(permanentCode, error instanceof Error ? error.message : String(error));
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}

function tooLarge(): PermanentJobError {
  const message = `the document takes more than ${MAX_HEAP_MEGABYTES} MB of memory to write: divide it into several`;
  return new PermanentJobError('document-too-large', message);
}
