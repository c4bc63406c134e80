import { whyNotOfType } from '../../../src/documents/cell-values.ts';
import type { ColumnType, Scalar } from '../../../src/documents/model.ts';

const CANDIDATES: ColumnType[] = ['integer', 'decimal', 'boolean', 'date', 'datetime'];

/**
 * The type that all of the values (of JSON, or of a workbook) have; `text` for texts, undefined for a mixture, in which
 * each speaks for itself.
 */
export function inferValueType(values: Iterable<Scalar>): ColumnType | undefined {
  let candidates = CANDIDATES;
  let [isEmpty, isText] = [true, true];
  for (const value of values) {
    if (value === null) continue;
    isEmpty = false;
    isText &&= typeof value === 'string';
    candidates = candidates.filter((type) => whyNotOfType(value, type) === null);
    if (candidates.length === 0 && !isText) return undefined;
  }
  if (isEmpty) return 'text';
  return candidates[0] ?? 'text';
}
