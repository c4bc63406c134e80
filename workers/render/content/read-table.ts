import type { DataReference, RowsInput, TableFormat } from '../../../src/documents/model.ts';
import { referenceKey, referenceOf } from '../../../src/documents/references.ts';
import type { SpooledFile } from '../read-input.ts';
import type { Table } from './content.ts';
import { InvalidData } from './invalid-data.ts';
import { makeTable } from './make-table.ts';
import type { Reading } from './reading.ts';
import { csvSource } from './sources/csv-source.ts';
import { recordsSource, rowsSource } from './sources/memory-sources.ts';
import { ndjsonSource } from './sources/ndjson-source.ts';
import type { RawTable } from './sources/raw-table.ts';
import { decodedText, inPieces, startOfFile } from './sources/text-file.ts';
import { xlsxSource } from './sources/xlsx-source.ts';

const ZIP_START = 'PK\u0003\u0004';
const DETECTION_BYTES = 256;

/**
 * The table of a sheet or a block, wherever its rows are.
 *
 * @param pointer where it is in the input
 * @throws InvalidData when a file is not what it should be
 */
export async function readTable(input: RowsInput, pointer: string, reading: Reading): Promise<Table> {
  const { columns, rows, records, csv, from } = input;
  const table =
    rows && columns
      ? await makeTable(rowsSource(columns, rows), { columns, inPlace: true, infers: false, pointer }, reading)
      : await makeTable(
          await sourceOf({ records, csv, from }, reading),
          { columns, inPlace: false, infers: true, pointer },
          reading,
        );
  warnOfFormulas(table, pointer, reading);
  return table;
}

async function sourceOf({ records, csv, from }: RowsInput, reading: Reading): Promise<RawTable> {
  if (records) return recordsSource(records);
  if (csv !== undefined) return csvSource('the CSV', () => inPieces(csv));
  if (from) return fileSource(from, reading);
  throw new InvalidData('a table has neither rows nor a place where they come from');
}

async function fileSource(from: DataReference, reading: Reading): Promise<RawTable> {
  const reference = referenceOf(from);
  const file = reference ? reading.files[referenceKey(reference)] : undefined;
  if (!file) throw new InvalidData('a file that rows come from is not there');
  const text = () => decodedText(file.path, file.name);
  switch (from.format ?? (await formatOf(file))) {
    case 'csv':
      return csvSource(file.name, text);
    case 'tsv':
      return csvSource(file.name, text, '\t');
    case 'ndjson':
      return ndjsonSource(
        file.name,
        text,
        file.columns?.map(({ type }) => type),
      );
    case 'xlsx':
      return xlsxSource(file, from.sheet, reading.controls.signal);
  }
}

/** By what is in the file before what it is called: names are given by hand. */
async function formatOf({ path, name, mediaType }: SpooledFile): Promise<TableFormat> {
  const start = (await startOfFile(path, DETECTION_BYTES)).toString('latin1');
  if (start.startsWith(ZIP_START)) return 'xlsx';
  if (/\.(?:tsv|tab)$/i.test(name) || mediaType.startsWith('text/tab-separated-values')) return 'tsv';
  if (/\.csv$/i.test(name) || mediaType.startsWith('text/csv')) return 'csv';
  const isNamedJson = /\.(?:ndjson|jsonl|json)$/i.test(name) || /json/i.test(mediaType);
  // After a byte order mark, as latin1 has it.
  return isNamedJson || /^(?:\u00ef\u00bb\u00bf)?\s*[{[]/.test(start) ? 'ndjson' : 'csv';
}

function warnOfFormulas({ columns }: Table, pointer: string, { format, controls }: Reading): void {
  const column = columns.find(({ type }) => type === 'formula');
  if (!column || format === 'xlsx') return;
  const detail = `The formulas of the column "${column.header.slice(0, 100)}" are shown as text: only a spreadsheet computes.`;
  controls.warn({ code: 'formula-not-computed', detail, pointer });
}
