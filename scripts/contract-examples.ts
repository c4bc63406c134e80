import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import type { ApiDocument } from '../src/contract/contract.ts';
import { checkJobInput } from '../src/contract/job-input.ts';
import type { NewJob } from '../src/contract/types.ts';
import { at, isObject, type JsonObject } from './contract-walk.ts';

const DOCUMENT_ID = 'contract';
const CREATE_JOB = '/paths/~1api~1jobs/post/requestBody';

/** Examples that their own schema refuses: of bodies, of parameters, and of schemas. One line a fault. */
export function findExampleFaults(document: ApiDocument): string[] {
  const matches = exampleChecker(document);
  const faults: string[] = [];
  const visit = (node: unknown, place: string): void => {
    if (!isObject(node) && !Array.isArray(node)) return;
    if (isObject(node)) faults.push(...faultsHere(node, place));
    for (const [key, child] of Object.entries(node)) if (key !== 'examples') visit(child, at(place, key));
  };
  const faultsHere = (node: JsonObject, place: string): string[] => {
    const { examples } = node;
    if (Array.isArray(examples))
      return examples.flatMap((value, index) => matches(place, value, at(place, 'examples', String(index))));
    if (!isObject(examples) || !isObject(node.schema)) return [];
    return Object.entries(examples).flatMap(([name, example]) => {
      const value = exampleValue(example as JsonObject, document);
      const where = at(place, 'examples', name);
      return [
        ...matches(at(place, 'schema'), value, where),
        ...(place.startsWith(CREATE_JOB) ? inputFaults(value, where) : []),
      ];
    });
  };
  visit(document.paths, '/paths');
  visit(document.components, '/components');
  return faults;
}

/** Checks a value against the schema at a place of the document. */
function exampleChecker(document: ApiDocument): (schemaPlace: string, value: unknown, where: string) => string[] {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  ajvFormats.default(ajv, { mode: 'full' });
  ajv.addSchema({ ...document, $id: DOCUMENT_ID });
  return (schemaPlace, value, where) => {
    const fragment = schemaPlace.split('/').map(encodeURIComponent).join('/');
    const validate = ajv.compile({ $ref: `${DOCUMENT_ID}#${fragment}` });
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${where}${instancePath}: ${message}`);
  };
}

function inputFaults(value: unknown, where: string): string[] {
  const { type, input } = value as NewJob;
  return checkJobInput(type, input).map(({ pointer, detail }) => `${where}${pointer}: ${detail}`);
}

function exampleValue(example: JsonObject, document: ApiDocument): unknown {
  if (typeof example.$ref !== 'string') return example.value;
  const name = example.$ref.slice(example.$ref.lastIndexOf('/') + 1);
  return document.components.examples[name]?.value;
}
