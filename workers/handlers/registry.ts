import type { Handler } from '../handler.ts';
import { bulkImportHandler } from './bulk-import.ts';
import { dataExportHandler } from './data-export.ts';
import { documentHandler } from './document.ts';
import type { JobInputs } from '../../src/documents/model.ts';
import { pdfHandler } from './pdf.ts';
import { presentationHandler } from './presentation.ts';
import { spreadsheetHandler } from './spreadsheet.ts';

/** The handler of every job type: the compiler demands one per type, for that type's input. */
export const handlers: { [Type in keyof JobInputs]: Handler<JobInputs[Type]> } = {
  spreadsheet: spreadsheetHandler,
  document: documentHandler,
  pdf: pdfHandler,
  presentation: presentationHandler,
  data_export: dataExportHandler,
  bulk_import: bulkImportHandler,
};
