import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { PermanentJobError, type ProgressUpdate } from '../handler.ts';
import type { ThreadMessage, ThreadTask } from './thread-pieces.ts';
import { type FileFormat, loadWriter, type WriterInputs } from './writer.ts';

/** The thread in which one large file is written. Nobody aborts it from inside: it is terminated. */
async function main({ format, source }: ThreadTask): Promise<void> {
  const write = await loadWriter(format);
  const controls = { signal: new AbortController().signal, report };
  for await (const bytes of write({ ...source, input: source.input as WriterInputs[FileFormat] as never }, controls)) {
    const taken = once(port, 'message');
    say({ type: 'piece', bytes });
    await taken;
  }
  say({ type: 'end' });
}

async function report(update: ProgressUpdate): Promise<void> {
  say({ type: 'progress', update });
}

function say(message: ThreadMessage): void {
  port.postMessage(message);
}

if (!parentPort) throw new Error('writer-thread.ts runs in a worker thread only');
const port = parentPort;
try {
  await main(workerData as ThreadTask);
} catch (error) {
  say({ type: 'failed', error, permanentCode: error instanceof PermanentJobError ? error.code : null });
} finally {
  port.close();
}
