import type { SpreadsheetInput } from '../../src/documents/model.ts';
import type { HandlerResult, RunningJob } from '../handler.ts';
import { saveDocument } from './save-document.ts';

/** Sheets, blocks, slides, Markdown or a template become an xlsx workbook. */
export function spreadsheetHandler(job: RunningJob<SpreadsheetInput>): Promise<HandlerResult> {
  return saveDocument(job, 'spreadsheet');
}
