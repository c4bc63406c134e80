import { type Cell, SAMPLE_ROWS, type Table, type TableColumn } from './content.ts';

/** A table whose rows are all there; each is filled up to have a cell for every column. */
export function memoryTable(columns: TableColumn[], rows: Cell[][]): Table {
  const whole = rows.map((row) => columns.map((_, at) => row[at] ?? null));
  return {
    columns,
    async *rows() {
      yield* whole;
    },
    sample: whole.slice(0, SAMPLE_ROWS),
    rowCount: whole.length,
  };
}
