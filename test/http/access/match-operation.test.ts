import { expect, test } from '@jest/globals';
import { operations } from '../../../src/contract/contract.ts';
import { matchOperation } from '../../../src/http/match-operation.ts';

test.each(operations().map(({ operation, method, path }) => [operation.operationId, method.toUpperCase(), path] as const))(
  'finds %s',
  (operationId, method, path) => {
    const asked = path.replaceAll(/\{\w+\}/g, 'a-b.c%20d');
    expect(matchOperation(method, asked)).toMatchObject({ operationId });
    expect(matchOperation(method, `${asked.toUpperCase()}/`)).toMatchObject({ operationId });
  },
);

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
