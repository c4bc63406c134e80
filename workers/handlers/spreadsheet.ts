import type { HandlerResult, RunningJob } from '../handler.ts';
import { checkSpreadsheetInput } from '../../src/documents/input-checks.ts';
import type { SpreadsheetInput } from '../../src/documents/model.ts';
import { saveDocument } from './save-document.ts';
import { refuseFaults } from './refuse-faults.ts';

/** Sheets of columns and rows become an xlsx workbook. */
export async function spreadsheetHandler(job: RunningJob<SpreadsheetInput>): Promise<HandlerResult> {
  await job.progress({ percent: 0, stage: 'preparing' });
  refuseFaults(checkSpreadsheetInput(job.input));
  return saveDocument(job, 'xlsx');
}
