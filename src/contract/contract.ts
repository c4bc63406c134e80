import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { JobType } from './types.ts';

/** A JSON Schema, as far as this service reads one. */
export type JsonSchema = { [keyword: string]: unknown };

export interface Operation {
  operationId: string;
  'x-scopes': string[];
  [key: string]: unknown;
}

/** The parsed `openapi.yaml`. Shared: take a `structuredClone` for a library that changes what it is given. */
export interface ApiDocument {
  openapi: string;
  info: { title: string; version: string };
  paths: Record<string, Record<string, unknown>>;
  components: { schemas: Record<string, JsonSchema>; examples: Record<string, { value: unknown }> };
  [key: string]: unknown;
}

/** What the contract says about a type of job, beside its schema. */
export interface JobTypeDescription {
  type: JobType;
  title: string;
  description: string;
  /** Of the file that it makes; null when that depends on the input. */
  mediaType: string | null;
  fileExtension: string | null;
}

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];
const SCHEMA_REF = '#/components/schemas/';

export const contract: ApiDocument = parse(readFileSync(new URL('../../openapi.yaml', import.meta.url), 'utf8'));

/** The names of all types of job, in the order of the contract. */
export const jobTypes: readonly JobType[] = Object.freeze(component('JobType').enum as JobType[]);

/** Whether a string, such as one out of a path, names a type of job. */
export function isJobType(name: string): name is JobType {
  return (jobTypes as readonly string[]).includes(name);
}

/** What the contract says about a type, for people and for the names of its files. */
export function describeJobType(type: JobType): JobTypeDescription {
  const schema = inputComponent(type);
  return {
    type,
    title: String(schema.title),
    description: String(schema.description),
    mediaType: (schema['x-media-type'] as string | undefined) ?? null,
    fileExtension: (schema['x-file-extension'] as string | undefined) ?? null,
  };
}

/** The JSON Schema 2020-12 of a type's `input`, complete in itself: what it refers to is in `$defs`. A fresh copy. */
export function inputSchemaFor(type: JobType): JsonSchema {
  const schema = inputComponent(type);
  const names = new Set<string>();
  collectRefs(schema, names);
  const definitions = [...names].map((name) => [name, withLocalRefs(component(name))] as const);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    ...(withLocalRefs(schema) as JsonSchema),
    $defs: Object.fromEntries(definitions),
  };
}

/** All operations by their id, with the method (lower case) and the path template that they stand under. */
export function operations(document = contract): { operation: Operation; method: string; path: string }[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => method in item).map((method) => ({
      operation: item[method] as Operation,
      method,
      path,
    })),
  );
}

const scopesByOperation = new Map(operations().map(({ operation }) => [operation.operationId, operation['x-scopes']]));

/**
 * The scopes that a credential must have, all of them; none for a public operation.
 * @throws for an operation that the contract does not have, so that nothing is served by default.
 */
export function requiredScopes(operationId: string): readonly string[] {
  const scopes = scopesByOperation.get(operationId);
  if (!scopes) throw new Error(`The contract has no operation ${operationId}, or it names no scopes`);
  return scopes;
}

function inputComponent(type: JobType): JsonSchema {
  const found = Object.values(contract.components.schemas).find((schema) => schema['x-job-type'] === type);
  if (!found) throw new Error(`The contract has no input schema with x-job-type ${type}`);
  return found;
}

function component(name: string): JsonSchema {
  const schema = contract.components.schemas[name];
  if (!schema) throw new Error(`The contract refers to a schema ${name} that it does not have`);
  return schema;
}

/** Adds the names of all component schemas that a schema refers to, directly or through others. */
function collectRefs(node: unknown, names: Set<string>): void {
  if (typeof node !== 'object' || node === null) return;
  const ref = (node as JsonSchema).$ref;
  if (typeof ref === 'string' && !names.has(ref.slice(SCHEMA_REF.length))) {
    names.add(ref.slice(SCHEMA_REF.length));
    collectRefs(component(ref.slice(SCHEMA_REF.length)), names);
  }
  for (const child of Object.values(node)) collectRefs(child, names);
}

function withLocalRefs(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withLocalRefs);
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) =>
      key === '$ref' ? [key, String(value).replace(SCHEMA_REF, '#/$defs/')] : [key, withLocalRefs(value)],
    ),
  );
}
