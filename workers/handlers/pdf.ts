import type { PdfInput } from '../../src/documents/model.ts';
import type { HandlerResult, RunningJob } from '../handler.ts';
import { saveDocument } from './save-document.ts';

/** Blocks, Markdown, slides or sheets become a PDF. */
export function pdfHandler(job: RunningJob<PdfInput>): Promise<HandlerResult> {
  return saveDocument(job, 'pdf');
}
