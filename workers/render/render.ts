import type { RenderControls } from './controls.ts';
import { fillTemplate } from './fill-template.ts';
import type { RenderTask } from './read-input.ts';

/**
 * Reads an input and writes the file that it asks for, in pieces, no faster than they are taken. A format's libraries
 * are loaded when the first file of that format is wanted.
 */
export async function* render(task: RenderTask, controls: RenderControls): AsyncGenerator<Uint8Array> {
  await controls.report({ stage: 'reading' });
  const { template } = task.input;
  yield* template ? fillTemplate(task, template, controls) : await WRITERS[task.format](task, controls);
}

type Write = (task: RenderTask, controls: RenderControls) => Promise<AsyncIterable<Uint8Array>>;

const WRITERS: Record<RenderTask['format'], Write> = {
  xlsx: async (task, controls) => {
    const { readWorkbook } = await import('./read-input.ts');
    const { writeXlsx } = await import('./xlsx/write-xlsx.ts');
    return written(writeXlsx, await readWorkbook(task, controls), controls);
  },
  docx: async (task, controls) => {
    const { readDocument } = await import('./read-input.ts');
    const { writeDocx } = await import('./docx/write-docx.ts');
    return written(writeDocx, await readDocument(task, controls), controls);
  },
  pdf: async (task, controls) => {
    const { readDocument } = await import('./read-input.ts');
    const { writePdf } = await import('./pdf/write-pdf.ts');
    return written(writePdf, await readDocument(task, controls), controls);
  },
  pptx: async (task, controls) => {
    const { readDeck } = await import('./read-input.ts');
    const { writePptx } = await import('./pptx/write-pptx.ts');
    return written(writePptx, await readDeck(task, controls), controls);
  },
};

async function written<Content>(
  write: (content: Content, controls: RenderControls) => AsyncIterable<Uint8Array>,
  content: Content,
  controls: RenderControls,
): Promise<AsyncIterable<Uint8Array>> {
  await controls.report({ stage: 'writing' });
  return write(content, controls);
}
