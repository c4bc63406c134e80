import { whyNotOfType } from './cell-values.ts';
import type {
  Block,
  Column,
  DocumentInput,
  JobInputs,
  PresentationInput,
  Scalar,
  Sheet,
  SpreadsheetInput,
} from './model.ts';
import { unwritableCharacter } from './writable-text.ts';

/** A place in the input (a JSON Pointer, RFC 6901) and what is wrong there, in a sentence for people. */
export interface InputFault {
  pointer: string;
  detail: string;
}

/** Enough to mend an input by; more would be the whole input again. */
export const MAX_FAULTS = 20;
/** The limits of the xlsx format, as Excel documents them. The header is a row too. */
export const MAX_SHEET_ROWS = 1_048_576;
export const MAX_SHEET_COLUMNS = 16_384;
export const MAX_CELL_CHARACTERS = 32_767;
export const MAX_SHEET_NAME_CHARACTERS = 31;
/** Word's limit on the columns of a table; a page or a slide shows far fewer. */
export const MAX_TABLE_COLUMNS = 63;
/** Parsers of Markdown recurse, and slow down with the square of the depth; no readable text is as deep. */
export const MAX_MARKDOWN_PREFIX_CHARACTERS = 200;

/** What the schema of a type's input cannot say; empty when all is well. At most `MAX_FAULTS`, pointers relative to the input. */
export function checkInput<Type extends keyof JobInputs>(type: Type, input: JobInputs[Type]): InputFault[] {
  const checks: { [T in keyof JobInputs]: (input: JobInputs[T]) => InputFault[] } = {
    spreadsheet: checkSpreadsheetInput,
    document: checkDocumentInput,
    pdf: checkDocumentInput,
    presentation: checkPresentationInput,
  };
  return checks[type](input);
}

/** What the schema of a spreadsheet's input cannot say; empty when all is well. At most `MAX_FAULTS`. */
export function checkSpreadsheetInput(input: SpreadsheetInput): InputFault[] {
  return firstFaults(spreadsheetFaults(input));
}

/** What the schema of a document's or a PDF's input cannot say; empty when all is well. */
export function checkDocumentInput(input: DocumentInput): InputFault[] {
  return firstFaults('markdown' in input ? markdownFaults(input.markdown) : blocksFaults(input.blocks, '/blocks'));
}

/** What the schema of a presentation's input cannot say; empty when all is well. */
export function checkPresentationInput(input: PresentationInput): InputFault[] {
  return firstFaults('markdown' in input ? markdownFaults(input.markdown) : slidesFaults(input));
}

function firstFaults(faults: Iterator<InputFault> & Iterable<InputFault>): InputFault[] {
  return Iterator.from(faults).take(MAX_FAULTS).toArray();
}

function* spreadsheetFaults(input: SpreadsheetInput): Generator<InputFault> {
  if (input.sheets.length === 0) yield { pointer: '/sheets', detail: 'a workbook has one sheet at least' };
  const namesSeen = new Map<string, number>();
  for (const [index, sheet] of input.sheets.entries()) {
    const pointer = `/sheets/${index}`;
    yield* sheetNameFaults(sheet.name, `${pointer}/name`);
    const name = sheet.name.normalize('NFC').toLowerCase();
    const twin = namesSeen.get(name);
    if (twin !== undefined) yield { pointer: `${pointer}/name`, detail: `the same name as sheets/${twin}` };
    namesSeen.set(name, twin ?? index);
    yield* sheetSizeFaults(sheet, pointer);
    yield* tableFaults(sheet, pointer, MAX_CELL_CHARACTERS);
  }
}

function* sheetNameFaults(name: string, pointer: string): Generator<InputFault> {
  yield* textFaults(name, pointer);
  if (name.trim() === '') yield { pointer, detail: 'empty' };
  if (name.length > MAX_SHEET_NAME_CHARACTERS) {
    yield { pointer, detail: `${name.length} characters; at most ${MAX_SHEET_NAME_CHARACTERS}` };
  }
  if (/[[\]:*?/\\]/.test(name))
    yield { pointer, detail: String.raw`none of [ ] : * ? / \ may stand in a sheet's name` };
  if (/[\t\r\n]/.test(name)) yield { pointer, detail: "tabs and line breaks may not stand in a sheet's name" };
  if (/^'|'$/.test(name)) yield { pointer, detail: "may not begin or end with an apostrophe (')" };
  if (/^history$/i.test(name)) yield { pointer, detail: 'Excel keeps the name "History" for itself' };
}

function* sheetSizeFaults(sheet: Sheet, pointer: string): Generator<InputFault> {
  const { columns, rows } = sheet;
  if (rows.length + 1 > MAX_SHEET_ROWS) {
    yield { pointer: `${pointer}/rows`, detail: `${rows.length} rows; at most ${MAX_SHEET_ROWS - 1} and the header` };
  }
  if (columns.length > MAX_SHEET_COLUMNS) {
    yield { pointer: `${pointer}/columns`, detail: `${columns.length} columns; at most ${MAX_SHEET_COLUMNS}` };
  }
}

function* slidesFaults(input: Exclude<PresentationInput, { markdown: string }>): Generator<InputFault> {
  if (input.slides.length === 0) yield { pointer: '/slides', detail: 'a presentation has one slide at least' };
  for (const [index, slide] of input.slides.entries()) {
    yield* textFaults(slide.title, `/slides/${index}/title`);
    yield* blocksFaults(slide.blocks, `/slides/${index}/blocks`);
    if (slide.notes !== undefined) yield* textFaults(slide.notes, `/slides/${index}/notes`);
  }
}

function* blocksFaults(blocks: Block[], pointer: string): Generator<InputFault> {
  for (const [index, block] of blocks.entries()) yield* blockFaults(block, `${pointer}/${index}`);
}

function* blockFaults(block: Block, pointer: string): Generator<InputFault> {
  switch (block.type) {
    case 'heading':
    case 'paragraph':
      return yield* textFaults(block.text, `${pointer}/text`);
    case 'list':
      for (const [index, item] of block.items.entries()) yield* textFaults(item, `${pointer}/items/${index}`);
      return;
    case 'table':
      if (block.columns.length === 0)
        yield { pointer: `${pointer}/columns`, detail: 'a table has one column at least' };
      if (block.columns.length > MAX_TABLE_COLUMNS) {
        const detail = `${block.columns.length} columns; at most ${MAX_TABLE_COLUMNS} fit`;
        yield { pointer: `${pointer}/columns`, detail };
      }
      return yield* tableFaults(block, pointer, Infinity);
    case 'page-break':
  }
}

interface TableShape {
  columns: Column[];
  rows: Scalar[][];
}

function* tableFaults(table: TableShape, pointer: string, maxCharacters: number): Generator<InputFault> {
  const { columns, rows } = table;
  for (const [index, column] of columns.entries()) {
    yield* textFaults(column.header, `${pointer}/columns/${index}/header`, maxCharacters);
  }
  for (const [index, row] of rows.entries()) {
    const rowPointer = `${pointer}/rows/${index}`;
    if (row.length > columns.length) {
      yield { pointer: rowPointer, detail: `${row.length} cells for ${columns.length} columns` };
    }
    for (const [at, value] of row.entries()) {
      const problem = whyNotOfType(value, columns[at]?.type);
      if (problem) yield { pointer: `${rowPointer}/${at}`, detail: `${excerpt(value)} ${problem}` };
      if (typeof value === 'string') yield* textFaults(value, `${rowPointer}/${at}`, maxCharacters);
    }
  }
}

function* markdownFaults(markdown: string): Generator<InputFault> {
  const pointer = '/markdown';
  yield* textFaults(markdown, pointer);
  for (const { 0: prefix } of markdown.matchAll(/^(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])+/gm)) {
    if (prefix.length <= MAX_MARKDOWN_PREFIX_CHARACTERS || prefix.trim() === '') continue;
    return yield { pointer, detail: 'lists or quotations are nested too deeply' };
  }
}

function* textFaults(text: string, pointer: string, maxCharacters = Infinity): Generator<InputFault> {
  if (text.length > maxCharacters) yield { pointer, detail: `${text.length} characters; at most ${maxCharacters}` };
  const unwritable = unwritableCharacter(text);
  if (unwritable === null) return;
  const code = unwritable.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  yield { pointer, detail: `the character U+${code} cannot stand in a document` };
}

function excerpt(value: Scalar): string {
  const shown = JSON.stringify(value);
  return shown.length > 40 ? `${shown.slice(0, 39)}…` : shown;
}
