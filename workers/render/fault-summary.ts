import { MAX_FAULTS } from '../../src/documents/input-checks.ts';
import type { InputFault } from '../../src/documents/input-fault.ts';

/** The first of these faults, and how many more there are, in a sentence for people. */
export function faultSummary(faults: InputFault[]): string {
  const [first] = faults;
  if (!first) return '';
  const others = faults.length === MAX_FAULTS ? 'more' : `${faults.length - 1} more`;
  return `${first.pointer.slice(1)}: ${first.detail}${faults.length > 1 ? ` (and ${others})` : ''}`;
}
