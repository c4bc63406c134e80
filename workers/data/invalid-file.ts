import { PermanentJobError } from '../handler.ts';

/** The file is not what it is taken for, and another attempt would find the same. */
export function invalidFile(sentence: string): PermanentJobError {
  return new PermanentJobError('invalid-file', sentence);
}
