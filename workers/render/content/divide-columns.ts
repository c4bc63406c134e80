import { MAX_TABLE_COLUMNS } from '../../../src/documents/checks/block-faults.ts';
import type { Cell, Run, Table, TableBlock } from './content.ts';
import type { Reading } from './reading.ts';

/** A table as a block; several, with a warning, when it has more columns than a page has room for. */
export function tableBlocks(table: Table, caption: Run[] | null, pointer: string, reading: Reading): TableBlock[] {
  if (reading.format === 'xlsx' || table.columns.length <= MAX_TABLE_COLUMNS) {
    return [{ type: 'table', table, caption }];
  }
  const tables = dividedByColumns(table, MAX_TABLE_COLUMNS);
  const detail =
    `A table of ${table.columns.length} columns was divided into ${tables.length} tables, ` +
    `each with the first column: a table of a document has at most ${MAX_TABLE_COLUMNS}.`;
  reading.controls.warn({ code: 'divided', detail, pointer });
  return tables.map((part, at) => ({ type: 'table', table: part, caption: at === tables.length - 1 ? caption : null }));
}

/** The first column is in every part: it says what the rows are. */
function dividedByColumns(table: Table, most: number): Table[] {
  const parts: Table[] = [];
  for (let from = 1; from < table.columns.length; from += most - 1) parts.push(partOf(table, from, from + most - 1));
  return parts;
}

function partOf(table: Table, from: number, to: number): Table {
  const pick = <Item>(items: Item[]): Item[] => [...items.slice(0, 1), ...items.slice(from, to)];
  return {
    ...table,
    columns: pick(table.columns),
    sample: table.sample.map(pick),
    rows: () => pickedRows(table, pick),
  };
}

async function* pickedRows(table: Table, pick: (row: Cell[]) => Cell[]): AsyncGenerator<Cell[]> {
  for await (const row of table.rows()) yield pick(row);
}
