import type { ExportFile } from '../../src/documents/model.ts';
import type { JsonValue } from '../handler.ts';
import { inferKinds, valueOf, type ColumnKind } from './column-types.ts';
import { CSV_START, csvText } from './csv-text.ts';
import { exportedColumns, type ExportedColumn } from './export-columns.ts';
import type { ExportSource } from './export-source.ts';
import { newTypeSample } from './type-sample.ts';

/** Told after each batch how many rows are written. */
export type OnRows = (rows: number) => Promise<void>;

/**
 * Rows as CSV: RFC 4180 with a header line, in UTF-8 with a byte order mark. What was text in a CSV is the same text.
 *
 * @throws what the source throws
 */
export async function* exportCsv(file: ExportFile, source: ExportSource, onRows: OnRows): AsyncGenerator<Uint8Array> {
  const columns = exportedColumns(source, file.columns);
  const escapes = file.escapeFormulas ?? true;
  const header = columns.length > 0 ? csvText([columns.map((column) => column.header)], escapes) : '';
  yield Buffer.from(CSV_START + header);
  let rows = 0;
  for await (const batch of source.batches()) {
    const records = batch.map((row) => columns.map(({ from }) => row[from]));
    if (columns.length > 0 && records.length > 0) yield Buffer.from(csvText(records, escapes));
    await onRows((rows += batch.length));
  }
}

/**
 * Rows as newline-delimited JSON, an object each. A property that a record does not have is left out, unless columns
 * are asked for. The text of a CSV becomes numbers, booleans and dates where its first rows are such.
 *
 * @throws what the source throws
 */
export async function* exportNdjson(
  file: ExportFile,
  source: ExportSource,
  onRows: OnRows,
): AsyncGenerator<Uint8Array> {
  const columns = exportedColumns(source, file.columns);
  const kinds = source.isText ? await kindsOf(columns, source) : null;
  const missing = file.columns ? null : undefined;
  let rows = 0;
  for await (const batch of source.batches()) {
    const lines = batch.map((row) => `${JSON.stringify(objectOf(row, columns, kinds, missing))}\n`);
    if (lines.length > 0) yield Buffer.from(lines.join(''));
    await onRows((rows += batch.length));
  }
}

/** A type that was asked for counts; one that has no counterpart here is text, as it stands in the file. */
async function kindsOf(columns: ExportedColumn[], source: ExportSource): Promise<ColumnKind[]> {
  const sample = newTypeSample();
  for await (const batch of source.batches()) {
    batch.forEach(sample.add);
    if (sample.isFull()) break;
  }
  const inferred = inferKinds(source.headers.length, sample.cells, false);
  return columns.map(({ type, from }) => {
    if (type === undefined) return inferred[from] ?? 'text';
    if (type === 'percent' || type === 'currency') return 'decimal';
    return type === 'formula' ? 'text' : type;
  });
}

function objectOf(
  row: (JsonValue | undefined)[],
  columns: ExportedColumn[],
  kinds: ColumnKind[] | null,
  missing: null | undefined,
): { [name: string]: JsonValue | undefined } {
  return Object.fromEntries(
    columns.map(({ header, from }, at) => {
      const value = row[from];
      if (value === undefined) return [header, missing];
      const read = kinds ? valueOf(kinds[at] ?? 'text', value) : value;
      return [header, read === undefined ? value : read]; // one that is not as the others stays what it is
    }),
  );
}
