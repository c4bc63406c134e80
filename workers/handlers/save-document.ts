import type { JobInputs } from '../../src/documents/model.ts';
import { PermanentJobError, type HandlerResult, type RunningJob, type SavedArtifact } from '../handler.ts';
import type { SpooledFile } from '../render/read-input.ts';
import { RenderError } from '../render/render-error.ts';
import { startRender, type Render } from '../render/render-in-thread.ts';
import type { ByReference, FileFormat, RenderedType, RenderOrder } from '../render/thread-messages.ts';
import { fileName } from './file-name.ts';
import { GENERATORS } from './generators.ts';
import { savePreview } from './save-preview.ts';
import { digestsOf, findFiles, spoolFiles } from './spool-files.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

const MEDIA_TYPES: Record<FileFormat, string> = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  pdf: 'application/pdf',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
};

const FORMATS: Record<RenderedType, FileFormat> = {
  spreadsheet: 'xlsx',
  document: 'docx',
  pdf: 'pdf',
  presentation: 'pptx',
};

/**
 * Makes the document that a job asks for, and stores it while it is written; the file is the job's result. All work that
 * grows with the input is done in another thread: heartbeats, and whoever cancels, never wait for it.
 */
export async function saveDocument<Type extends RenderedType>(
  job: RunningJob<JobInputs[Type]>,
  jobType: Type,
): Promise<HandlerResult> {
  try {
    await job.progress({ percent: 0, stage: 'preparing' });
    const render = await startRender(orderOf(job, jobType), {
      signal: job.signal,
      report: (update) => job.progress(update),
      warn: (warning) => job.warn(warning),
    });
    try {
      return { artifact: await reuseOrWrite(job, render, FORMATS[jobType]) };
    } finally {
      await render.leave();
    }
  } catch (error) {
    throw error instanceof RenderError ? new PermanentJobError(error.reason, error.message) : error;
  }
}

function orderOf({ title, inputJson }: RunningJob, jobType: RenderedType): RenderOrder {
  const format = FORMATS[jobType];
  const today = new Date().toISOString().slice(0, 10);
  return { jobType, format, title, inputJson, today, generator: GENERATORS[format] };
}

async function reuseOrWrite(job: RunningJob, render: Render, format: FileFormat): Promise<SavedArtifact> {
  const found = await findFiles(job, render.needs);
  const recipe = await render.recipe(digestsOf(found));
  const reused = await job.reuse(recipe);
  if (reused) {
    await job.log('info', 'answered from an earlier file');
    return reused;
  }
  if (found.length === 0) return write(job, render, format, recipe, {});
  return inTemporaryFolder(job.signal, async (folder) =>
    write(job, render, format, recipe, await spoolFiles(job, folder, found)),
  );
}

async function write(
  job: RunningJob,
  render: Render,
  format: FileFormat,
  recipe: string,
  files: ByReference<SpooledFile>,
): Promise<SavedArtifact> {
  const pieces = thenSaving(job, render.pieces(files));
  const options = { generator: GENERATORS[format], recipe };
  const artifact = await job.saveArtifact(fileName(job.title, format), MEDIA_TYPES[format], pieces, options);
  await savePreview(job, render, artifact);
  return artifact;
}

async function* thenSaving(job: RunningJob, pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* pieces;
  await job.progress({ percent: 95, stage: 'saving' });
}
