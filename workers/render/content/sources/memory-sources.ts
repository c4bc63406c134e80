import { recordKeys } from '../../../../src/documents/checks/table-headers.ts';
import type { Column, Records, Scalar } from '../../../../src/documents/model.ts';
import { BATCH_ROWS, type RawTable } from './raw-table.ts';

/** Rows that were sent along: each cell speaks for itself where its column has no type. */
export function rowsSource(columns: Column[], rows: Scalar[][]): RawTable {
  return {
    ...SENT_ALONG,
    name: 'the table',
    headers: columns.map(({ key, header }) => key ?? header),
    batches: () => batchesOf(rows, (row) => row),
    rowCount: rows.length,
  };
}

/** Records that were sent along; the columns are their properties, in the order in which they first appear. */
export function recordsSource(records: Records): RawTable {
  const headers = recordKeys(records);
  return {
    ...SENT_ALONG,
    name: 'the table',
    headers,
    batches: () =>
      batchesOf(records, (record) =>
        headers.map((header) => (Object.hasOwn(record, header) ? (record[header] ?? null) : null)),
      ),
    rowCount: records.length,
  };
}

const SENT_ALONG = { mayLackColumns: true, isText: false, decimalComma: false, types: [] };

function* batchesOf<Item>(items: Item[], rowOf: (item: Item) => Scalar[]): Generator<Scalar[][]> {
  for (let at = 0; at < items.length; at += BATCH_ROWS) yield items.slice(at, at + BATCH_ROWS).map(rowOf);
}
