import type { HandlerResult, RunningJob } from '../handler.ts';
import { checkSpreadsheetInput, refuseFaults } from './input-checks.ts';
import type { SpreadsheetInput } from './input.ts';
import { saveDocument } from './save-document.ts';

/** Sheets of columns and rows become an xlsx workbook. */
export async function spreadsheetHandler(job: RunningJob<SpreadsheetInput>): Promise<HandlerResult> {
  await job.progress({ percent: 0, stage: 'preparing' });
  refuseFaults(checkSpreadsheetInput(job.input));
  return saveDocument(job, 'xlsx');
}
