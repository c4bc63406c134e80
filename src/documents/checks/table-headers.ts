import { csvHeader } from '../csv-shape.ts';
import type { RowsInput } from '../model.ts';

/** The headers of the columns, from left to right; null when only the file that they come from has them. */
export function tableHeaders({ columns, records, csv }: RowsInput): string[] | null {
  if (columns) return columns.map(({ header }) => header);
  if (records) return recordKeys(records);
  return csv === undefined ? null : csvHeader(csv);
}

/** The names of all properties, in the order in which they first appear. */
export function recordKeys(records: object[]): string[] {
  const keys = new Set<string>();
  for (const record of records) for (const key in record) keys.add(key);
  return [...keys];
}
