import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ErrorObject, ValidateFunction } from 'ajv';
import ajvFormats from 'ajv-formats';
import { checkInput } from '../documents/input-checks.ts';
import type { InputFault } from '../documents/input-fault.ts';
import type { JobInputs } from '../documents/model.ts';
import { inputSchemaFor, type JsonSchema } from './contract.ts';
import { describeFault, TYPES_KEYWORD } from './fault-text.ts';
import type { JobType } from './types.ts';

const MAX_FAULTS = 20;
/** Larger inputs get their first fault only: a list of all faults in 8 MiB could itself fill the memory. */
const MAX_VALUES_FOR_ALL_FAULTS = 20_000;

interface Validators {
  first: ValidateFunction;
  all: ValidateFunction;
}

const compiled = new Map<JobType, Validators>();

/**
 * Checks a job's `input` against the schema of its type, and for what a schema cannot say. No faults: it is valid.
 * Pointers lead into the request body.
 */
export function checkJobInput(type: JobType, input: unknown): InputFault[] {
  const { first, all } = validatorsFor(type);
  if (first(input)) return checkInput(type, input as JobInputs[JobType]).map(inBody);
  const validate = isSmall(input) ? all : first;
  validate(input);
  return distinct((validate.errors ?? []).filter(isTelling).map((error) => toFault(error)));
}

function inBody({ pointer, detail }: InputFault): InputFault {
  return { pointer: `/input${pointer}`, detail };
}

function validatorsFor(type: JobType): Validators {
  const known = compiled.get(type);
  if (known) return known;
  const validators = { first: compile(type, false), all: compile(type, true) };
  compiled.set(type, validators);
  return validators;
}

function compile(type: JobType, allErrors: boolean): ValidateFunction {
  // Strict mode refuses a keyword that Ajv does not know: the notes for people are named, a typing mistake is found.
  // Only its rule that a limit stands beside its type is off: here the type may be behind a $ref.
  const ajv = new Ajv2020({ allErrors, verbose: true, discriminator: true, allowUnionTypes: true, strictTypes: false });
  ajvFormats.default(ajv, { mode: 'full' }); // dates must exist
  ajv.addVocabulary(['x-job-type', 'x-media-type', 'x-file-extension', TYPES_KEYWORD]);
  const schema = inputSchemaFor(type);
  return ajv.compile(withDiscriminators(schema, schema) as JsonSchema);
}

/**
 * Tells Ajv to pick a branch of `oneOf` by its `type`, where there is one. Otherwise a fault in one block is reported
 * once for every kind of block that it is not. What types there are stands beside it, for the message.
 */
function withDiscriminators(node: unknown, root: JsonSchema): unknown {
  if (Array.isArray(node)) return node.map((child) => withDiscriminators(child, root));
  if (typeof node !== 'object' || node === null) return node;
  const copy = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, withDiscriminators(value, root)]));
  const branches = copy.oneOf;
  if (!Array.isArray(branches) || !branches.every((branch: JsonSchema) => '$ref' in branch)) return copy;
  const types = branches.map((branch: JsonSchema) => typeOfBranch(branch, root));
  return {
    type: 'object',
    required: ['type'],
    ...copy,
    discriminator: { propertyName: 'type' },
    [TYPES_KEYWORD]: types,
  };
}

/** The one value that `type` has in a branch. */
function typeOfBranch({ $ref }: JsonSchema, root: JsonSchema): unknown {
  const definitions = root.$defs as Record<string, { properties?: { type?: JsonSchema } }>;
  return definitions[String($ref).replace('#/$defs/', '')]?.properties?.type?.const;
}

/** The branches of "exactly one of these properties" say nothing that the `oneOf` above them does not say better. */
function isTelling(error: ErrorObject): boolean {
  return !/\/oneOf\/\d+\/required$/.test(error.schemaPath) && error.keyword !== 'if';
}

function toFault(error: ErrorObject): InputFault {
  const property =
    error.keyword === 'additionalProperties' ? `/${escapePointer(String(error.params.additionalProperty))}` : '';
  const missing = error.keyword === 'required' ? `/${escapePointer(String(error.params.missingProperty))}` : '';
  const tag = error.keyword === 'discriminator' ? '/type' : '';
  return { pointer: `/input${error.instancePath}${property}${missing}${tag}`, detail: describeFault(error) };
}

function escapePointer(name: string): string {
  return name.slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1');
}

/** One fault a place: the first is enough to mend it. */
function distinct(faults: InputFault[]): InputFault[] {
  const byPointer = new Map<string, InputFault>();
  for (const fault of faults) if (!byPointer.has(fault.pointer)) byPointer.set(fault.pointer, fault);
  return [...byPointer.values()].slice(0, MAX_FAULTS);
}

function isSmall(input: unknown): boolean {
  let left = MAX_VALUES_FOR_ALL_FAULTS;
  const visit = (value: unknown): boolean => {
    if ((left -= 1) < 0) return false;
    return typeof value !== 'object' || value === null || Object.values(value).every(visit);
  };
  return visit(input);
}
