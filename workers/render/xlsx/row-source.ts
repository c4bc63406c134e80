import type { Cell, Table } from '../content/content.ts';

/** A table's rows, one after the other, for several takers: a sheet that is full leaves the rest to the next. */
export interface RowSource {
  /** The row that `advance` went to; null before the first and after the last. */
  readonly row: Cell[] | null;
  /** Goes to the next row. False after the last. */
  advance(): Promise<boolean>;
  /** Must be called in the end, also after an error. */
  close(): Promise<void>;
}

export function openRows(table: Table): RowSource {
  const rows = table.rows()[Symbol.asyncIterator]();
  let row: Cell[] | null = null;
  return {
    get row() {
      return row;
    },
    async advance() {
      const next = await rows.next();
      row = next.done ? null : next.value;
      return row !== null;
    },
    async close() {
      await rows.return?.();
    },
  };
}
