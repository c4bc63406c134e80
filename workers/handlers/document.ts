import type { HandlerResult, RunningJob } from '../handler.ts';
import { checkDocumentInput } from '../../src/documents/input-checks.ts';
import type { DocumentInput } from '../../src/documents/model.ts';
import { saveDocument } from './save-document.ts';
import { refuseFaults } from './refuse-faults.ts';

/** Blocks or Markdown become a docx document. */
export async function documentHandler(job: RunningJob<DocumentInput>): Promise<HandlerResult> {
  await job.progress({ percent: 0, stage: 'preparing' });
  refuseFaults(checkDocumentInput(job.input));
  return saveDocument(job, 'docx');
}
