import type { HandlerResult, RunningJob } from '../handler.ts';
import { checkPresentationInput, refuseFaults } from './input-checks.ts';
import type { PresentationInput } from './input.ts';
import { saveDocument } from './save-document.ts';

/** Slides or Markdown become a pptx presentation. */
export async function presentationHandler(job: RunningJob<PresentationInput>): Promise<HandlerResult> {
  await job.progress({ percent: 0, stage: 'preparing' });
  refuseFaults(checkPresentationInput(job.input));
  return saveDocument(job, 'pptx');
}
