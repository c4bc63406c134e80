import type { HandlerResult, RunningJob } from '../handler.ts';
import { fileName } from './file-name.ts';
import { threadPieces } from './thread-pieces.ts';
import { type FileFormat, loadWriter, type Source, type WriterInputs } from './writer.ts';

const MEDIA_TYPES: Record<FileFormat, string> = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  pdf: 'application/pdf',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
};

/**
 * Up to this size (of the input as JSON) a file is made in a fraction of a second and a thread of its own would take
 * longer to start. Above it the libraries hold the event loop for seconds, and the heartbeat with it.
 */
export const MAX_SAME_THREAD_CHARACTERS = 32 * 1024;

/** Writes a job's input in a format, and stores the file while it is being written. The file is the job's result. */
export async function saveDocument<Format extends FileFormat>(
  job: RunningJob<WriterInputs[Format]>,
  format: Format,
): Promise<HandlerResult> {
  const source = { title: job.title, input: job.input };
  const isSmall = JSON.stringify(job.input).length <= MAX_SAME_THREAD_CHARACTERS;
  const pieces = isSmall ? sameThreadPieces(job, format, source) : threadPieces(job, format, source);
  return { artifact: await job.saveArtifact(fileName(job.title, format), MEDIA_TYPES[format], pieces) };
}

async function* sameThreadPieces<Format extends FileFormat>(
  job: RunningJob,
  format: Format,
  source: Source<WriterInputs[Format]>,
): AsyncGenerator<Uint8Array> {
  const write = await loadWriter(format);
  job.signal.throwIfAborted();
  for await (const piece of write(source, { signal: job.signal, report: (update) => job.progress(update) })) {
    job.signal.throwIfAborted();
    yield piece;
  }
}
