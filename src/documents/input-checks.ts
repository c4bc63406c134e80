import { documentFaults } from './checks/document-faults.ts';
import { exportFaults } from './checks/export-faults.ts';
import { importFaults } from './checks/import-faults.ts';
import { writableFaults } from './checks/writable-faults.ts';
import type { Faults, InputFault } from './input-fault.ts';
import type { JobInputs } from './model.ts';

/** Enough to mend an input by; more would be the whole input again. */
export const MAX_FAULTS = 20;

const CHECKS: { [Type in keyof JobInputs]: (input: JobInputs[Type]) => Faults } = {
  spreadsheet: documentFaults,
  document: documentFaults,
  pdf: documentFaults,
  presentation: documentFaults,
  data_export: exportFaults,
  bulk_import: importFaults,
};

/**
 * What the schema of a type's input cannot say; empty when all is well. At most `MAX_FAULTS`, pointers relative to the
 * input. Looks at each value a few times at most, so that it can be done while a request waits.
 */
export function checkInput<Type extends keyof JobInputs>(type: Type, input: JobInputs[Type]): InputFault[] {
  return Iterator.from(allFaults(type, input)).take(MAX_FAULTS).toArray();
}

function* allFaults<Type extends keyof JobInputs>(type: Type, input: JobInputs[Type]): Faults {
  yield* writableFaults(input, '');
  yield* CHECKS[type](input);
}
