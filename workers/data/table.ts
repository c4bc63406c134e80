import type { TableFormat } from '../../src/documents/model.ts';
import type { JsonValue } from '../handler.ts';

/** A file that may hold a table. */
export interface TableFile {
  name: string;
  mediaType: string;
  sizeBytes: number;
  /** Its bytes from the first on; may be called again. */
  read(): AsyncIterable<Buffer>;
}

/** A file whose format is known and whose beginning is as that format has it. */
export interface OpenTable {
  format: TableFormat;
  /** Whether its values have types of their own; else all of them are text. */
  isTyped: boolean;
  /**
   * What stands over the columns; of newline-delimited JSON all properties that any record has, in the order in which
   * they first appear, for which the whole file is read.
   */
  headers(): Promise<string[]>;
  /** All records in batches, in the order of the file; may be called again. */
  records(): AsyncGenerator<TableRecord[]>;
  /** How much of the file the latest `records()` has read, 0 to 1. */
  readShare(): number;
}

export interface TableRecord {
  /** The number of the record, from 1; the header is none, and neither are empty lines. */
  no: number;
  /** The line (of a workbook: the row) that it begins in, from 1. */
  line: number;
  /** In the order of the headers; undefined: the record has none. */
  cells: (JsonValue | undefined)[];
  /** Why it cannot be read; null: it can. */
  fault: { value: string; reason: string } | null;
}

/** Of one record. A text that goes on for longer is no table, or its quotes do not close. */
export const MAX_RECORD_BYTES = 1024 * 1024;
export const MAX_HEADER_CHARS = 1_000;
/** As many as a sheet has. */
export const MAX_FILE_COLUMNS = 16_384;
export const RECORDS_AT_ONCE = 500;
/** Fewer records are a batch where they are large. */
export const BATCH_BYTES = 1024 * 1024;
const MAX_EXCERPT_CHARS = 100;

/** The beginning of a value, for people. */
export function excerpt(text: string): string {
  if (text.length <= MAX_EXCERPT_CHARS) return text;
  return `${text.slice(0, MAX_EXCERPT_CHARS - 1).toWellFormed()}…`;
}
