import { excerpt, type Faults } from '../input-fault.ts';
import type { BulkImportInput } from '../model.ts';

/** What is wrong with an import: columns of the same name, and a key that is no column. */
export function* importFaults({ columns, uniqueBy }: BulkImportInput): Faults {
  if (!columns) return;
  const headers = new Map<string, number>();
  for (const [index, { header }] of columns.entries()) {
    const twin = headers.get(header);
    if (twin !== undefined) yield { pointer: `/columns/${index}/header`, detail: `the same as columns/${twin}` };
    else headers.set(header, index);
  }
  for (const [index, header] of (uniqueBy ?? []).entries()) {
    if (headers.has(header)) continue;
    yield { pointer: `/uniqueBy/${index}`, detail: `no column has the header ${excerpt(header)}` };
  }
}
