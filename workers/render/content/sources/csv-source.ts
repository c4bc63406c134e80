import { csvDelimiter } from '../../../../src/documents/csv-shape.ts';
import { InvalidData } from '../invalid-data.ts';
import { csvRecords } from './csv-records.ts';
import { MAX_SOURCE_COLUMNS, type RawTable } from './raw-table.ts';
import { startOfText } from './text-file.ts';

const DETECTION_CHARACTERS = 64 * 1024;

type ReadText = () => AsyncIterable<string> | Iterable<string>;

/** A table in CSV, read anew each time: `read` gives its text from the beginning, in pieces. */
export async function csvSource(name: string, read: ReadText, delimiter?: string): Promise<RawTable> {
  const separator = delimiter ?? csvDelimiter(await startOfText(read(), DETECTION_CHARACTERS));
  const headers = await firstRecord(name, read, separator);
  return {
    name,
    headers,
    mayLackColumns: false,
    batches: () => rowsBelow(headers, name, read, separator),
    isText: true,
    // Where the comma is the decimal point, it does not separate the fields.
    decimalComma: separator === ';',
    types: [],
    rowCount: null,
  };
}

async function firstRecord(name: string, read: ReadText, delimiter: string): Promise<string[]> {
  for await (const [first] of csvRecords(read(), delimiter, name)) {
    if (!first) continue;
    if (first.fields.length <= MAX_SOURCE_COLUMNS) return first.fields.map((header) => header.trim());
    throw new InvalidData(`${name} has ${first.fields.length} columns; at most ${MAX_SOURCE_COLUMNS}`);
  }
  throw new InvalidData(`${name} is empty`);
}

async function* rowsBelow(
  headers: string[],
  name: string,
  read: ReadText,
  delimiter: string,
): AsyncGenerator<string[][]> {
  let isHeader = true;
  for await (const records of csvRecords(read(), delimiter, name)) {
    const rows: string[][] = [];
    for (const { fields, line } of isHeader ? records.slice(1) : records) {
      if (fields.length > headers.length) {
        const counts = `has ${fields.length} fields; the first line has ${headers.length}`;
        throw new InvalidData(`${name}: the row that begins in line ${line} ${counts}`);
      }
      rows.push(fields);
    }
    isHeader = false;
    yield rows;
  }
}
