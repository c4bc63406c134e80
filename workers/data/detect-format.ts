import { csvDelimiter } from '../../src/documents/csv-shape.ts';
import type { TableFormat } from '../../src/documents/model.ts';
import { encodingOf } from './file-pieces.ts';
import { invalidFile } from './invalid-file.ts';
import type { TableFile } from './table.ts';

const BY_MEDIA_TYPE: Readonly<Record<string, TableFormat>> = {
  'text/csv': 'csv',
  'application/csv': 'csv',
  'text/tab-separated-values': 'tsv',
  'application/x-ndjson': 'ndjson',
  'application/ndjson': 'ndjson',
  'application/jsonl': 'ndjson',
  'application/x-jsonlines': 'ndjson',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
};
const BY_EXTENSION: Readonly<Record<string, TableFormat>> = {
  csv: 'csv',
  tsv: 'tsv',
  tab: 'tsv',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
  xlsx: 'xlsx',
  xlsm: 'xlsx',
};
const ZIP = Buffer.from('PK\x03\x04', 'latin1');
/** A compound file: Excel before 2007, or a workbook with a password. */
const COMPOUND = Buffer.from('d0cf11e0a1b11ae1', 'hex');
const PROGRAMS_TEXT = /^\s*(?:%PDF-|\{\\rtf|<!doctype|<\?xml|<html)/i;

/**
 * What the file is: as it was told, else by its media type, its name and its first bytes. What the bytes deny is refused,
 * whoever said it.
 *
 * @param start its first bytes
 * @throws PermanentJobError `invalid-file`
 */
export function detectFormat(file: TableFile, start: Buffer, told: TableFormat | undefined): TableFormat {
  if (start.length === 0) throw invalidFile('The file is empty.');
  const format = told ?? namedFormat(file) ?? formatOfBytes(start);
  if (format === 'xlsx') refuseNoWorkbook(start);
  else refuseNoText(start, format);
  return format;
}

function namedFormat({ name, mediaType }: TableFile): TableFormat | null {
  const type = mediaType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const extension = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  return BY_MEDIA_TYPE[type] ?? BY_EXTENSION[extension] ?? null;
}

function formatOfBytes(start: Buffer): TableFormat {
  if (start.subarray(0, ZIP.length).equals(ZIP)) return 'xlsx';
  refuseNoText(start, null);
  const text = textOf(start);
  const [firstLine = ''] = text.trimStart().split(/\r\n|\n|\r/, 1);
  if (isObject(firstLine)) return 'ndjson';
  if (firstLine.startsWith('[') || firstLine.startsWith('{'))
    throw invalidFile('The file looks like JSON, but not like one object a line (newline-delimited JSON).');
  const delimiter = csvDelimiter(text);
  if (!firstLine.includes(delimiter))
    throw invalidFile('The file is neither CSV, TSV, newline-delimited JSON nor an Excel workbook.');
  return delimiter === '\t' ? 'tsv' : 'csv';
}

/** The beginning as text, without what the end of the piece has cut off. */
export function textOf(start: Buffer): string {
  return new TextDecoder(encodingOf(start)).decode(start, { stream: true });
}

function refuseNoWorkbook(start: Buffer): void {
  if (start.subarray(0, ZIP.length).equals(ZIP)) return;
  if (start.subarray(0, COMPOUND.length).equals(COMPOUND))
    throw invalidFile('The workbook is protected by a password or of Excel before 2007. Save it as .xlsx without one.');
  throw invalidFile('The file is not an Excel workbook (.xlsx).');
}

function refuseNoText(start: Buffer, format: TableFormat | null): void {
  const wanted = format === null ? 'a table' : format.toUpperCase();
  if (start.subarray(0, ZIP.length).equals(ZIP)) throw invalidFile(`The file is a zip or a workbook, not ${wanted}.`);
  const text = textOf(start);
  if (text.includes('\0')) throw invalidFile(`The file is not text, so it is not ${wanted}.`);
  if (PROGRAMS_TEXT.test(text)) throw invalidFile(`The file is a document of another kind, not ${wanted}.`);
  if (text.trim() === '') throw invalidFile('There is nothing in the file.');
}

function isObject(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
