import { MAX_FAULTS, type InputFault } from '../../src/documents/input-checks.ts';
import { PermanentJobError } from '../handler.ts';

/** Fails the job for good at the first of these faults: another attempt would meet the same input. */
export function refuseFaults(faults: InputFault[]): void {
  const [first] = faults;
  if (!first) return;
  const others = faults.length === MAX_FAULTS ? 'more' : `${faults.length - 1} more`;
  const more = faults.length > 1 ? ` (and ${others})` : '';
  throw new PermanentJobError('invalid-input', `${first.pointer.slice(1)}: ${first.detail}${more}`);
}
