import type { RenderControls } from '../controls.ts';
import type { RenderTask } from '../read-input.ts';

/** A small picture of a file's first page or slide; of a workbook, its first rows as the contract's `TablePreview`. */
export interface Preview {
  mediaType: 'image/png' | 'application/json';
  bytes: Uint8Array;
}

/**
 * Makes a preview of the file that was just rendered from this task. It reads the input once more, but only as far as
 * the first page shows it. Never fails: without a preview there is a warning.
 *
 * @param pdf the file itself, where it is a PDF and small enough to be kept
 */
export async function previewOf(
  task: RenderTask,
  pdf: Uint8Array | null,
  { signal, warn }: RenderControls,
): Promise<Preview | null> {
  // What is wrong with the content the main file has told already.
  const quiet: RenderControls = { signal, report: async () => {}, warn: () => {} };
  try {
    if (!task.input.template) return await makePreview(task, pdf, quiet);
  } catch {
    signal.throwIfAborted();
  }
  warn({ code: 'no-preview', detail: 'There is no preview of this file.' });
  return null;
}

async function makePreview(task: RenderTask, pdf: Uint8Array | null, controls: RenderControls): Promise<Preview> {
  if (task.format === 'xlsx') {
    const { tablePreview } = await import('./table-preview.ts');
    return { mediaType: 'application/json', bytes: await tablePreview(task, controls) };
  }
  const { firstPage } = await import('./first-page.ts');
  const { picturePage } = await import('./page-picture.ts');
  return { mediaType: 'image/png', bytes: await picturePage(pdf ?? (await firstPage(task, controls))) };
}
