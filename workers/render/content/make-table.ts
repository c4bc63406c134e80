import { excerpt } from '../../../src/documents/input-fault.ts';
import type { Column, ColumnType, Scalar } from '../../../src/documents/model.ts';
import { type CellColumn, newCellReader } from './cell-reader.ts';
import { type Cell, SAMPLE_ROWS, type Table } from './content.ts';
import { type InferredTexts, inferTexts } from './inferred-texts.ts';
import { InvalidData } from './invalid-data.ts';
import type { Reading } from './reading.ts';
import type { RawTable } from './sources/raw-table.ts';
import { type ColumnKind, tableColumn } from './table-columns.ts';
import { inferValueType } from './typed-values.ts';

/** The rows by which the types of columns are found out. */
export const INFERENCE_ROWS = 1000;

/** What is asked of a source. */
export interface TableOrder {
  /** The columns to take, in this order; undefined: all. */
  columns: Column[] | undefined;
  /** Whether they are the source's own, one beside the other; else each is looked up by its key or header. */
  inPlace: boolean;
  /** Whether a column without a type gets the one that its first cells have. */
  infers: boolean;
  /** Where the table is in the input. */
  pointer: string;
}

/**
 * A table from its source: the columns that are asked for, typed. The source is read for the first rows now, and anew
 * whenever the rows are.
 *
 * @throws InvalidData when a column is not there, now; when a cell is not of a declared type, as soon as it is read
 */
export async function makeTable(raw: RawTable, order: TableOrder, reading: Reading): Promise<Table> {
  const wanted = order.columns ?? allColumns(raw);
  const inPlace = order.inPlace || !order.columns;
  const places = wanted.map((column, at) => (inPlace ? at : placeOf(column, raw)));
  const first = await firstRows(raw, places);
  const kinds = wanted.map(({ type }, at) => kindOf(type ?? raw.types[places[at] ?? -1], raw, order, first, at));
  const columns = wanted.map(({ header, type }, at): CellColumn => ({
    header,
    type: kinds[at]?.type,
    read: kinds[at]?.read,
    isDeclared: type !== undefined,
  }));
  const source = { ...raw, pointer: order.pointer };
  const sampleReader = newCellReader(source, reading.controls);
  const sample = first
    .slice(0, SAMPLE_ROWS)
    .map((row, index) => columns.map((column, at) => sampleReader.read(row[at] ?? null, column, index + 1)));
  return {
    columns: wanted.map((column, at) =>
      tableColumn(
        column,
        kinds[at] ?? {},
        sample.map((row) => row[at] ?? null),
      ),
    ),
    rows: () => rowsOf(raw, places, columns, newCellReader(source, reading.controls)),
    sample,
    rowCount: raw.rowCount,
  };
}

/** Nobody named these; where the source has no name either, the place is one. */
function allColumns({ headers }: RawTable): Column[] {
  return headers.map((header, at) => ({ header: header === '' ? `Column ${at + 1}` : header }));
}

function placeOf({ key, header }: Column, { headers, mayLackColumns, name }: RawTable): number {
  const place = headers.indexOf(key ?? header);
  if (place < 0 && !mayLackColumns) throw new InvalidData(`${name} has no column ${excerpt(key ?? header)}`);
  return place;
}

async function firstRows(raw: RawTable, places: number[]): Promise<Scalar[][]> {
  const rows: Scalar[][] = [];
  for await (const batch of raw.batches()) {
    for (const row of batch) rows.push(places.map((place) => row[place] ?? null));
    if (rows.length >= INFERENCE_ROWS) break;
  }
  return rows.slice(0, INFERENCE_ROWS);
}

/** What the cells of a column are, and how they are read where they are texts. */
function kindOf(
  type: ColumnType | undefined,
  raw: RawTable,
  { infers }: TableOrder,
  rows: Scalar[][],
  at: number,
): ColumnKind & Partial<InferredTexts> {
  if (type) return { type };
  if (!infers) return {};
  const values = rows.map((row) => row[at] ?? null);
  if (raw.isText) return inferTexts(values, raw);
  return { type: inferValueType(values) };
}

async function* rowsOf(
  raw: RawTable,
  places: number[],
  columns: CellColumn[],
  reader: ReturnType<typeof newCellReader>,
): AsyncGenerator<Cell[]> {
  let row = 0;
  for await (const batch of raw.batches()) {
    for (const values of batch) {
      row += 1;
      yield columns.map((column, at) => reader.read(values[places[at] ?? -1] ?? null, column, row));
    }
  }
  reader.end();
}
