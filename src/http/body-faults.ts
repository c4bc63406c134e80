import addFormats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { contract, isJobType } from '../contract/contract.ts';
import { describeFault } from '../contract/fault-text.ts';
import { checkJobInput } from '../contract/job-input.ts';
import { MAX_FAULTS, type Fault } from '../errors.ts';

/** In a larger body the first fault has to do: a list of all faults of 8 MiB could itself fill the memory. */
const MAX_VALUES_FOR_ALL_FAULTS = 5_000;

const compiled = new Map<string, { first: ValidateFunction; all: ValidateFunction }>();

/**
 * What is wrong with a body that the validator has refused, told in full and in words. A job's `input` is looked at too,
 * so that its sender hears of everything at once.
 *
 * @param schemaName of `components.schemas`.
 */
export function findBodyFaults(schemaName: string, body: unknown): Fault[] {
  const { first, all } = validatorsFor(schemaName);
  const validate = isSmall(body) ? all : first;
  validate(body);
  const faults = [...(validate.errors ?? []).map(toFault), ...(schemaName === 'JobCreate' ? inputFaults(body) : [])];
  const byPointer = new Map<string, Fault>();
  for (const fault of faults) if (!byPointer.has(fault.pointer)) byPointer.set(fault.pointer, fault);
  return [...byPointer.values()].slice(0, MAX_FAULTS);
}

function inputFaults(body: unknown): Fault[] {
  const { type, input } = (body ?? {}) as { type?: unknown; input?: unknown };
  if (typeof type !== 'string' || !isJobType(type) || typeof input !== 'object' || input === null) return [];
  return checkJobInput(type, input);
}

function validatorsFor(schemaName: string): { first: ValidateFunction; all: ValidateFunction } {
  const known = compiled.get(schemaName);
  if (known) return known;
  const validators = { first: compile(schemaName, false), all: compile(schemaName, true) };
  compiled.set(schemaName, validators);
  return validators;
}

function compile(schemaName: string, allErrors: boolean): ValidateFunction {
  const ajv = new Ajv2020({ allErrors, verbose: true, strict: false });
  addFormats.default(ajv, { mode: 'full' });
  ajv.addSchema({ $id: 'contract', components: { schemas: contract.components.schemas } });
  return ajv.compile({ $ref: `contract#/components/schemas/${schemaName}` });
}

function toFault(error: ErrorObject): Fault {
  const name = error.keyword === 'required' ? error.params.missingProperty : error.params.additionalProperty;
  const property =
    name === undefined ? '' : `/${String(name).slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1')}`;
  return { pointer: error.instancePath + property, detail: describeFault(error) };
}

function isSmall(body: unknown): boolean {
  let left = MAX_VALUES_FOR_ALL_FAULTS;
  const visit = (value: unknown): boolean => {
    if ((left -= 1) < 0) return false;
    return typeof value !== 'object' || value === null || Object.values(value).every(visit);
  };
  return visit(body);
}
