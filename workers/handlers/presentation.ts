import type { HandlerResult, RunningJob } from '../handler.ts';
import { checkPresentationInput } from '../../src/documents/input-checks.ts';
import type { PresentationInput } from '../../src/documents/model.ts';
import { saveDocument } from './save-document.ts';
import { refuseFaults } from './refuse-faults.ts';

/** Slides or Markdown become a pptx presentation. */
export async function presentationHandler(job: RunningJob<PresentationInput>): Promise<HandlerResult> {
  await job.progress({ percent: 0, stage: 'preparing' });
  refuseFaults(checkPresentationInput(job.input));
  return saveDocument(job, 'pptx');
}
