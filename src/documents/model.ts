import type { components } from '../contract/api-types.ts';

/** What handlers are given: the `input` of a job, in the shapes that the contract describes. */
type Schemas = components['schemas'];

export type Scalar = Schemas['Cell'];
export type ColumnType = Schemas['ColumnType'];
export type Column = Schemas['Column'];
export type RichText = Schemas['RichText'];
export type ListItem = Schemas['ListItem'];
export type Block = Schemas['Block'];
export type TableBlock = Schemas['TableBlock'];
export type ImageBlock = Schemas['ImageBlock'];
export type ChartBlock = Schemas['ChartBlock'];
export type Sheet = Schemas['Sheet'];
export type SheetChart = Schemas['SheetChart'];
export type ConditionalFormat = Schemas['ConditionalFormat'];
export type Slide = Schemas['Slide'];
export type Records = Schemas['Records'];
export type DataReference = Schemas['DataReference'];
export type ImageSource = Schemas['ImageSource'];
export type TableFormat = Schemas['TableFormat'];
export type DocumentMetadata = Schemas['DocumentMetadata'];
export type ThemeInput = Schemas['ThemeInput'];
export type PageLineInput = Schemas['PageLine'];
export type Template = Schemas['Template'];
export type ExportFile = Schemas['ExportFile'];
export type ImportColumn = Schemas['ImportColumn'];

// That exactly one of some properties is there, the generated types cannot say; the schemas do.

export type SpreadsheetInput = Schemas['SpreadsheetInput'];
export type DocumentInput = Schemas['DocumentInput'];
export type PdfInput = Schemas['PdfInput'];
export type PresentationInput = Schemas['PresentationInput'];
export type DataExportInput = Schemas['DataExportInput'];
export type BulkImportInput = Schemas['BulkImportInput'];

/** What the four kinds of documents are made from: one of the first five, with its looks. */
export type AnyDocumentInput = Omit<PdfInput, 'template'> & { template?: Template };

/** Where the rows of a sheet or a table come from: exactly one of `rows`, `records`, `csv` and `from`. */
export type RowsInput = Pick<Sheet, 'columns' | 'rows' | 'records' | 'csv' | 'from'>;

/** Every job type with the input that its handler takes. */
export interface JobInputs {
  spreadsheet: SpreadsheetInput;
  document: DocumentInput;
  pdf: PdfInput;
  presentation: PresentationInput;
  data_export: DataExportInput;
  bulk_import: BulkImportInput;
}
