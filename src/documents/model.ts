/** What the four document handlers are given: the `input` of a job, in the shapes that the contract describes. */

/** A value of a table cell. What a string means (a date, say) is the column's type to tell. */
export type Scalar = string | number | boolean | null;

/** How the values of a column are read and shown. Without a type each value speaks for itself. */
export type ColumnType = 'text' | 'integer' | 'decimal' | 'percent' | 'currency' | 'date' | 'datetime' | 'boolean';

export interface Column {
  header: string;
  type?: ColumnType;
}

export interface Sheet {
  name: string;
  columns: Column[];
  /** A row may be shorter than the columns (the rest is empty), never longer. */
  rows: Scalar[][];
}

export interface SpreadsheetInput {
  sheets: Sheet[];
}

export type Block =
  | { type: 'heading'; level: number; text: string }
  | { type: 'paragraph'; text: string }
  | { type: 'list'; ordered?: boolean; items: string[] }
  | { type: 'table'; columns: Column[]; rows: Scalar[][] }
  | { type: 'page-break' };

export interface MarkdownInput {
  markdown: string;
}

export interface BlocksInput {
  blocks: Block[];
}

/** The input of `document` and of `pdf`: the same words can become either. */
export type DocumentInput = BlocksInput | MarkdownInput;

export interface Slide {
  title: string;
  blocks: Block[];
  notes?: string;
}

export interface SlidesInput {
  slides: Slide[];
}

export type PresentationInput = SlidesInput | MarkdownInput;

/** Every job type with the input that its handler takes. */
export interface JobInputs {
  spreadsheet: SpreadsheetInput;
  document: DocumentInput;
  pdf: DocumentInput;
  presentation: PresentationInput;
}
