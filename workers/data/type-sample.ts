import type { JsonValue } from '../handler.ts';

/** The first records of a table, by which the types of its columns are found out. */
export interface TypeSample {
  add(cells: (JsonValue | undefined)[]): void;
  isFull(): boolean;
  cells: (JsonValue | undefined)[][];
}

const MAX_RECORDS = 1_000;
/** Large records tell with fewer of them. */
const MAX_CHARS = 8 * 1024 * 1024;

export function newTypeSample(): TypeSample {
  const sample: TypeSample['cells'] = [];
  let chars = 0;
  const isFull = (): boolean => sample.length >= MAX_RECORDS || chars >= MAX_CHARS;
  return {
    add(cells) {
      if (isFull()) return;
      sample.push(cells);
      for (const cell of cells) chars += typeof cell === 'string' ? cell.length : 1;
    },
    isFull,
    cells: sample,
  };
}
