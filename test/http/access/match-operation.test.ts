import { expect, jest, test } from '@jest/globals';
import { operations } from '../../../src/contract/contract.ts';
import { matchOperation } from '../../../src/http/match-operation.ts';

test.each(
  operations().map(({ operation, method, path }) => [operation.operationId, method.toUpperCase(), path] as const),
)('finds %s', (operationId, method, path) => {
  const asked = path.replaceAll(/\{\w+\}/g, 'a-b.c%20d');
  expect(matchOperation(method, asked)).toMatchObject({ operationId });
  expect(matchOperation(method, `${asked.toUpperCase()}/`)).toMatchObject({ operationId });
});

test('takes a path that is spelled out before one with a parameter, and HEAD for GET', () => {
  expect(matchOperation('GET', '/api/jobs/active')).toMatchObject({ operationId: 'listActiveJobs' });
  expect(matchOperation('GET', '/api/jobs/activity')).toMatchObject({ operationId: 'getJob' });
  expect(matchOperation('HEAD', '/api/jobs/x')).toMatchObject({ operationId: 'getJob' });
});

test.each([
  ['GET', '/'],
  ['GET', '/api'],
  ['GET', '/api/jobs/a/b/c/d/e'],
  ['GET', '//api/jobs'],
  ['GET', '/x/api/jobs'],
  ['PATCH', '/api/jobs'],
  ['GET', '/docs'],
])('finds nothing for %s %s', (method, path) => {
  expect(matchOperation(method, path)).toBeNull();
});

test('only health is public', () => {
  const open = operations().filter(({ method, path }) => matchOperation(method, path)?.isPublic);
  expect(open.map(({ operation }) => operation.operationId).toSorted()).toEqual(['livez', 'readyz']);
});

test('any valid credential may ask who it is', () => {
  expect(matchOperation('GET', '/api/whoami')).toMatchObject({ scopes: [], isPublic: false });
});

test.each([
  ['no scopes', { security: [{ bearerAuth: ['jobs:read'] }] }],
  ['no security', { 'x-scopes': ['jobs:read'] }],
  ['a scope that there is not', { 'x-scopes': ['all'], security: [{ bearerAuth: ['all'] }] }],
  [
    'other scopes for a stream token',
    { 'x-scopes': ['jobs:read'], security: [{ bearerAuth: ['jobs:read'] }, { streamToken: [] }] },
  ],
  ['scopes, and yet public', { 'x-scopes': ['jobs:read'], security: [] }],
])('an operation with %s keeps the process from starting', async (_name, guard) => {
  jest.resetModules();
  jest.unstable_mockModule('../../../src/contract/contract.ts', () => ({
    operations: () => [{ method: 'get', path: '/api/secrets', operation: { operationId: 'getSecrets', ...guard } }],
  }));
  await expect(import('../../../src/http/match-operation.ts')).rejects.toThrow('getSecrets');
});
