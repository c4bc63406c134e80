import type { components } from '../contract/api-types.ts';

/** What the four document handlers are given: the `input` of a job, in the shapes that the contract describes. */
type Schemas = components['schemas'];

export type Scalar = Schemas['Cell'];
export type ColumnType = Schemas['ColumnType'];
export type Column = Schemas['Column'];
export type Sheet = Schemas['Sheet'];
export type SpreadsheetInput = Schemas['SpreadsheetInput'];
export type Block = Schemas['Block'];
/** Any block may stand on a slide here; that a page break makes no sense there, the contract says. */
export interface Slide extends Omit<Schemas['Slide'], 'blocks'> {
  blocks: Block[];
}

// "Exactly one of the two" is what the generated types cannot say.

export interface MarkdownInput {
  markdown: string;
}

export interface BlocksInput {
  blocks: Block[];
}

/** The input of `document` and of `pdf`: the same words can become either. */
export type DocumentInput = BlocksInput | MarkdownInput;

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
