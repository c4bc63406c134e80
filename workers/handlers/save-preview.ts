import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningJob, SavedArtifact } from '../handler.ts';
import type { Render } from '../render/render-in-thread.ts';

/** Far more than a page takes: for what nobody thought of. */
const MAX_PREVIEW_MS = 20_000;
const EXTENSIONS = { 'image/png': 'png', 'application/json': 'json' };

/** Makes and stores a preview of a file that was just rendered and stored. The job goes on without one. */
export async function savePreview(job: RunningJob, render: Render, artifact: SavedArtifact): Promise<void> {
  await job.progress({ percent: 97, stage: 'preview' });
  try {
    const preview = await Promise.race([render.preview(), tooLate()]);
    if (!preview) return; // the job was told why
    const name = `preview.${EXTENSIONS[preview.mediaType]}`;
    await job.saveArtifact(name, preview.mediaType, inOnePiece(preview.bytes), { previewOf: artifact.id });
  } catch {
    job.signal.throwIfAborted();
    await job.warn({ code: 'no-preview', detail: 'There is no preview of this file.' });
  }
}

async function tooLate(): Promise<never> {
  await sleep(MAX_PREVIEW_MS, undefined, { ref: false });
  throw new Error('the preview takes too long');
}

async function* inOnePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
