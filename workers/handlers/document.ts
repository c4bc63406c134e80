import type { DocumentInput } from '../../src/documents/model.ts';
import type { HandlerResult, RunningJob } from '../handler.ts';
import { saveDocument } from './save-document.ts';

/** Blocks, Markdown, slides, sheets or a template become a docx document. */
export function documentHandler(job: RunningJob<DocumentInput>): Promise<HandlerResult> {
  return saveDocument(job, 'document');
}
