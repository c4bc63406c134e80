import type { PresentationInput } from '../../src/documents/model.ts';
import type { HandlerResult, RunningJob } from '../handler.ts';
import { saveDocument } from './save-document.ts';

/** Slides, Markdown, blocks or sheets become a pptx presentation. */
export function presentationHandler(job: RunningJob<PresentationInput>): Promise<HandlerResult> {
  return saveDocument(job, 'presentation');
}
