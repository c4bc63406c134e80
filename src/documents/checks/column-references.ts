import { excerpt, type Faults } from '../input-fault.ts';
import type { RowsInput } from '../model.ts';
import { tableHeaders } from './table-headers.ts';

/** The columns of a sheet as others refer to them, by their headers. */
export interface ColumnReferences {
  /** Whether it is one column; true as well where only a file knows the headers. */
  faultsOf(header: string, pointer: string): Faults;
  /** Where the column stands; undefined when that is not known. */
  indexOf(header: string): number | undefined;
}

/** For the sheet that the references are in. */
export function columnReferences(table: RowsInput): ColumnReferences {
  const headers = tableHeaders(table);
  const places = new Map<string, number[]>();
  for (const [at, header] of (headers ?? []).entries()) {
    const known = places.get(header);
    if (known) known.push(at);
    else places.set(header, [at]);
  }
  return {
    *faultsOf(header, pointer) {
      const count = places.get(header)?.length ?? 0;
      if (headers && count === 0) yield { pointer, detail: `no column has the header ${excerpt(header)}` };
      if (count > 1) yield { pointer, detail: `${count} columns have the header ${excerpt(header)}` };
    },
    indexOf: (header) => places.get(header)?.[0],
  };
}
