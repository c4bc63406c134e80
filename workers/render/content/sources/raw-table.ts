import type { ColumnType, Scalar } from '../../../../src/documents/model.ts';

/** A table as its source has it: all columns, values as they were found. */
export interface RawTable {
  /** What people know it by: `the CSV`, `sales.csv`. */
  name: string;
  headers: string[];
  /** Whether a column that nobody asked for by its name may be missing: records need not have every property. */
  mayLackColumns: boolean;
  /** The rows in groups, each with a value a header or fewer. May be read several times. */
  batches(): AsyncIterable<Scalar[][]> | Iterable<Scalar[][]>;
  /** Whether every value is text that may stand for something else, as in a CSV. */
  isText: boolean;
  /** Whether numbers have a decimal comma. */
  decimalComma: boolean;
  /** The types of columns that are known for certain. */
  types: (ColumnType | undefined)[];
  rowCount: number | null;
}

/** Rows of a group: few enough to let others have their turn, many enough to cost little. */
export const BATCH_ROWS = 500;
/** What a spreadsheet can hold; no other format shows as many. */
export const MAX_SOURCE_COLUMNS = 16_384;

/** Collects single rows into groups. */
export async function* inBatches(rows: AsyncIterable<Scalar[]>): AsyncGenerator<Scalar[][]> {
  let batch: Scalar[][] = [];
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < BATCH_ROWS) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
