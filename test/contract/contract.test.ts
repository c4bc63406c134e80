import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import {
  describeJobType,
  inputSchemaFor,
  isJobType,
  jobTypes,
  operations,
  requiredScopes,
} from '../../src/contract/contract.ts';

test('every operation names its scopes, and only the two probes and the question who one is need none', () => {
  const open = operations().filter(({ operation }) => requiredScopes(operation.operationId).length === 0);
  expect(open.map(({ operation }) => operation.operationId).sort()).toEqual(['livez', 'readyz', 'whoami']);
});

test('an operation that the contract does not have is refused, not served without scopes', () => {
  expect(() => requiredScopes('dropEverything')).toThrow(/no operation dropEverything/);
});

test('only the names of the contract are job types', () => {
  expect(jobTypes).toEqual(['spreadsheet', 'document', 'pdf', 'presentation', 'data_export', 'bulk_import']);
  expect(['pdf', 'PDF', '__proto__', 'pgboss', ''].filter(isJobType)).toEqual(['pdf']);
});

describe.each([...jobTypes])('the type %s', (type) => {
  test('has a name and, where it always makes one kind of file, its media type and extension', () => {
    const isOneKind = type !== 'data_export' && type !== 'bulk_import';
    expect(describeJobType(type)).toEqual({
      type,
      title: expect.stringMatching(/./),
      description: expect.stringMatching(/./),
      mediaType: isOneKind ? expect.stringMatching(/^application\//) : null,
      fileExtension: isOneKind ? expect.stringMatching(/^[a-z]{3,4}$/) : null,
    });
  });

  test('has a schema that a client can use alone, with examples that it accepts', () => {
    const schema = inputSchemaFor(type);
    const ajv = new Ajv2020({ strict: false });
    ajvFormats.default(ajv);
    const validate = ajv.compile(schema);
    const examples = schema.examples as unknown[];
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) expect([validate(example), validate.errors]).toEqual([true, null]);
    expect(validate({ nonsense: true })).toBe(false);
  });

  test('gives each caller a schema of its own', () => {
    delete inputSchemaFor(type).properties;
    expect(inputSchemaFor(type).properties).toBeDefined();
  });
});
