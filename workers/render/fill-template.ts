import { readFile } from 'node:fs/promises';
import { referenceKey } from '../../src/documents/references.ts';
import type { Template } from '../../src/documents/model.ts';
import type { RenderControls } from './controls.ts';
import { TemplateError } from './ooxml/template-error.ts';
import type { RenderTask } from './read-input.ts';
import type { fillXlsxTemplate } from './xlsx/fill-xlsx-template.ts';

/** A template is read as a whole; no form that people fill is as large. */
const MAX_TEMPLATE_BYTES = 64 * 1024 * 1024;

/**
 * Fills the template that an input names with its values. What kind of file it is, its content decides, not its name.
 *
 * @throws TemplateError when it is no file of the format, or cannot be filled
 */
export async function* fillTemplate(
  task: RenderTask,
  { uploadId, values }: Template,
  controls: RenderControls,
): AsyncGenerator<Uint8Array> {
  const file = task.files[referenceKey({ uploadId })];
  if (!file) throw new Error('the template was not fetched');
  if (file.sizeBytes > MAX_TEMPLATE_BYTES) {
    throw new TemplateError(`The template has more than ${MAX_TEMPLATE_BYTES / 1024 ** 2} MB.`);
  }
  const template = await readFile(file.path);
  await controls.report({ stage: 'writing' });
  yield await fill(task.format, template, values as Values, controls);
}

type Values = Parameters<typeof fillXlsxTemplate>[1];

async function fill(
  format: RenderTask['format'],
  template: Uint8Array,
  values: Values,
  controls: RenderControls,
): Promise<Uint8Array> {
  switch (format) {
    case 'xlsx':
      return (await import('./xlsx/fill-xlsx-template.ts')).fillXlsxTemplate(template, values, controls);
    case 'docx':
      return (await import('./docx/fill-docx-template.ts')).fillDocxTemplate(template, values, controls);
    case 'pdf':
    case 'pptx':
      throw new TemplateError(`There are no templates for ${format}.`);
  }
}
