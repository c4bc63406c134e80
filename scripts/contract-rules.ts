import { operations, type ApiDocument, type JsonSchema } from '../src/contract/contract.ts';
import { at, isObject, type JsonObject } from './contract-walk.ts';

const COMPONENT_REF = '#/components/';

/** What the house asks of a contract beyond OpenAPI itself. One line a fault, beginning with its place. */
export function findRuleFaults(document: ApiDocument): string[] {
  return [
    ...operations(document).flatMap(({ operation, method, path }) =>
      operationFaults(operation, at('/paths', path, method), document),
    ),
    ...repeatedIds(document),
    ...unusedComponents(document),
    ...requestFaults(document),
    ...jobTypeFaults(document),
  ];
}

function operationFaults(operation: JsonObject, place: string, document: ApiDocument): string[] {
  const faults = ['operationId', 'summary', 'description', 'tags']
    .filter((key) => !operation[key])
    .map((key) => `has no ${key}`);
  const scopes = operation['x-scopes'];
  if (!Array.isArray(scopes)) faults.push('has no x-scopes');
  else if (!securityAsks(operation.security, scopes)) faults.push('has a security that does not ask for its x-scopes');
  return [
    ...faults.map((fault) => `${place}: ${fault}`),
    ...responseFaults(operation.responses as JsonObject, place, document),
  ];
}

/** Each way in must ask for all scopes. Only what needs none may be without a way in, which makes it public. */
function securityAsks(security: unknown, scopes: unknown[]): boolean {
  const ways = (Array.isArray(security) ? security : []).flatMap((way: JsonObject) => Object.values(way));
  const mayBePublic = Array.isArray(security) && scopes.length === 0;
  return (ways.length > 0 || mayBePublic) && ways.every((asked) => String(asked) === String(scopes));
}

function responseFaults(responses: JsonObject, place: string, document: ApiDocument): string[] {
  const missing = ['4', '5', 'default'].filter(
    (start) => !Object.keys(responses).some((status) => status.startsWith(start)),
  );
  const faults = missing.map((start) => `${place}: has no response for ${start === 'default' ? start : `${start}xx`}`);
  for (const [status, response] of Object.entries(responses)) {
    if (!/^[45d]/.test(status)) continue;
    const { content } = deref(response, document);
    if (!isObject(content) || !content['application/problem+json'])
      faults.push(`${at(place, 'responses', status)}: is no application/problem+json`);
  }
  return faults;
}

function repeatedIds(document: ApiDocument): string[] {
  const ids = operations(document).map(({ operation }) => operation.operationId);
  return ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `/paths: has operationId ${id} twice`);
}

function unusedComponents(document: ApiDocument): string[] {
  const used = new Set<string>();
  visit(document, (node) => {
    if (typeof node.$ref === 'string') used.add(node.$ref);
    if (!Array.isArray(node.security)) return;
    for (const way of node.security)
      for (const name of Object.keys(way)) used.add(`${COMPONENT_REF}securitySchemes/${name}`);
  });
  return Object.entries(document.components).flatMap(([kind, components]) =>
    Object.entries(components)
      .filter(
        ([name, component]) => !used.has(`${COMPONENT_REF}${kind}/${name}`) && !(component as JsonSchema)['x-job-type'],
      )
      .map(([name]) => `${at('/components', kind, name)}: is not used`),
  );
}

/** Everything that a request may carry is bounded, and closed to what it does not name. */
function requestFaults(document: ApiDocument): string[] {
  const faults = new Set<string>();
  const seen = new Set<unknown>();
  const look = (schema: unknown, place: string, inBody: boolean): void => {
    if (!isObject(schema) || seen.has(schema)) return;
    seen.add(schema);
    for (const fault of schemaFaults(merged(schema, document), inBody)) faults.add(`${place}: ${fault}`);
    if (typeof schema.$ref === 'string') look(deref(schema, document), schema.$ref.slice(1), inBody);
    for (const [name, child] of Object.entries((schema.properties as JsonObject) ?? {}))
      look(child, at(place, 'properties', name), inBody);
    for (const key of ['allOf', 'anyOf', 'oneOf'])
      for (const [index, branch] of ((schema[key] as unknown[]) ?? []).entries())
        look(branch, at(place, key, String(index)), inBody);
    look(schema.items, at(place, 'items'), inBody);
  };
  visit(
    document.paths,
    (node, place) => {
      if (isObject(node.requestBody))
        for (const schema of bodySchemas(node.requestBody)) look(schema, at(place, 'requestBody'), true);
      for (const parameter of (node.parameters as unknown[] | undefined) ?? []) {
        const { schema, name } = deref(parameter, document);
        look(schema, at(place, 'parameters', String(name)), false);
      }
    },
    '/paths',
  );
  for (const [name, schema] of Object.entries(document.components.schemas))
    if (schema['x-job-type']) look(schema, at('/components/schemas', name), true);
  return [...faults];
}

function bodySchemas(body: JsonObject): unknown[] {
  return Object.values(body.content as JsonObject).map((media) => (media as JsonObject).schema);
}

function schemaFaults(schema: JsonObject, inBody: boolean): string[] {
  const types = [schema.type].flat();
  const fixed = 'enum' in schema || 'const' in schema;
  const faults: string[] = [];
  if (types.includes('object') && schema.additionalProperties !== false && !('maxProperties' in schema))
    faults.push('is an object without additionalProperties: false or maxProperties');
  if (types.includes('string') && !fixed && !('maxLength' in schema) && schema.format !== 'uuid')
    faults.push('is a string without maxLength');
  if (types.includes('array') && !('maxItems' in schema)) faults.push('is an array without maxItems');
  if (types.includes('integer') && !fixed && !('minimum' in schema && 'maximum' in schema))
    faults.push('is an integer without minimum and maximum');
  if (inBody && 'default' in schema) faults.push('has a default, which the validator would write into the body');
  if (typeof schema.pattern === 'string' && !/^\^.*\$$/s.test(schema.pattern))
    faults.push('has a pattern that is not anchored at both ends');
  return faults;
}

function jobTypeFaults(document: ApiDocument): string[] {
  const described = Object.values(document.components.schemas).flatMap((schema) => schema['x-job-type'] ?? []);
  const types = document.components.schemas.JobType?.enum as string[];
  return types
    .filter((type) => !described.includes(type))
    .map((type) => `/components/schemas: has no input for the job type ${type}`);
}

/** A schema with what its `$ref` adds: 3.1 lets both stand side by side. */
function merged(schema: JsonObject, document: ApiDocument): JsonObject {
  return typeof schema.$ref === 'string' ? { ...merged(deref(schema, document), document), ...schema } : schema;
}

function deref(node: unknown, document: ApiDocument): JsonObject {
  const { $ref } = node as { $ref?: string };
  if (!$ref) return node as JsonObject;
  const [, kind = '', name = ''] = $ref.slice(2).split('/');
  return (document.components as Record<string, JsonObject>)[kind]?.[name] as JsonObject;
}

function visit(node: unknown, look: (node: JsonObject, place: string) => void, place = ''): void {
  if (!isObject(node) && !Array.isArray(node)) return;
  if (isObject(node)) look(node, place);
  for (const [key, child] of Object.entries(node)) visit(child, look, at(place, key));
}
