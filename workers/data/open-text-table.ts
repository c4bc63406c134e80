import { csvDelimiter } from '../../src/documents/csv-shape.ts';
import type { JsonValue } from '../handler.ts';
import { textOf } from './detect-format.ts';
import { encodingOf, textPieces } from './file-pieces.ts';
import { invalidFile } from './invalid-file.ts';
import { readCsv, type CsvRecord } from './read-csv.ts';
import { readNdjson, type JsonRecord } from './read-ndjson.ts';
import { checkedHeaders } from './table-headers.ts';
import { excerpt, MAX_FILE_COLUMNS, type OpenTable, type TableFile, type TableRecord } from './table.ts';

/** A CSV or TSV with a header line. @param start the first bytes of the file @throws PermanentJobError */
export async function openCsv(
  file: TableFile,
  start: Buffer,
  format: 'csv' | 'tsv',
  signal: AbortSignal,
): Promise<OpenTable> {
  const delimiter = format === 'tsv' ? '\t' : csvDelimiter(textOf(start));
  const source = textSource(file, start, signal);
  const headers = await csvHeaders(readCsv(source.pieces(), delimiter));
  return {
    format,
    isTyped: false,
    headers: async () => headers,
    async *records() {
      let no = -1; // the header is no record
      for await (const batch of readCsv(source.pieces(), delimiter)) {
        const records = batch.map((record) => csvRecord(record, ++no, headers.length));
        yield records[0]?.no === 0 ? records.slice(1) : records;
      }
    },
    readShare: source.readShare,
  };
}

async function csvHeaders(batches: AsyncGenerator<CsvRecord[]>): Promise<string[]> {
  for await (const [first] of batches) {
    if (!first) break;
    if (first.fault) throw invalidFile(`The header line ${first.fault.reason}.`);
    return checkedHeaders(first.cells);
  }
  throw invalidFile('The file has no header line.');
}

function csvRecord({ line, cells, fault }: CsvRecord, no: number, width: number): TableRecord {
  const tooMany = `has ${cells.length} values for ${width} columns`;
  const wide = cells.length > width ? { value: excerpt(cells.slice(width).join(' ')), reason: tooMany } : null;
  return { no, line, cells, fault: fault ?? wide };
}

/**
 * Newline-delimited JSON.
 *
 * @param keys the properties that are wanted; undefined: all that any record has
 * @throws PermanentJobError
 */
export async function openNdjson(
  file: TableFile,
  start: Buffer,
  keys: string[] | undefined,
  signal: AbortSignal,
): Promise<OpenTable> {
  const source = textSource(file, start, signal);
  await refuseOtherJson(readNdjson(source.pieces()));
  let known = keys;
  const headers = async (): Promise<string[]> => (known ??= await allKeys(readNdjson(source.pieces())));
  return {
    format: 'ndjson',
    isTyped: true,
    headers,
    async *records() {
      const names = await headers();
      for await (const batch of readNdjson(source.pieces())) yield batch.map((record) => jsonRecord(record, names));
    },
    readShare: source.readShare,
  };
}

/** One line that is wrong is one record that is refused; the first one tells whether the file is what it is taken for. */
async function refuseOtherJson(batches: AsyncGenerator<JsonRecord[]>): Promise<void> {
  for await (const [first] of batches) {
    if (first?.object) return;
    throw invalidFile(`The first line ${first?.fault?.reason ?? 'is empty'}: it is not newline-delimited JSON.`);
  }
}

async function allKeys(batches: AsyncGenerator<JsonRecord[]>): Promise<string[]> {
  const keys = new Set<string>();
  for await (const batch of batches) {
    for (const { object } of batch) for (const key in object) keys.add(key);
    if (keys.size > MAX_FILE_COLUMNS)
      throw invalidFile(`The objects have more than ${MAX_FILE_COLUMNS} different properties.`);
  }
  checkedHeaders([...keys]);
  return [...keys];
}

function jsonRecord({ no, line, object, fault }: JsonRecord, names: string[]): TableRecord {
  return { no, line, cells: object ? names.map((name) => ownValue(object, name)) : [], fault };
}

function ownValue(object: { [name: string]: JsonValue }, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function textSource(file: TableFile, start: Buffer, signal: AbortSignal) {
  const encoding = encodingOf(start);
  let readBytes = 0;
  return {
    pieces: () => textPieces(file, encoding, signal, (bytes) => (readBytes = bytes)),
    readShare: () => (file.sizeBytes === 0 ? 1 : readBytes / file.sizeBytes),
  };
}
