import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createApiKey } from '../../../src/access/api-keys.ts';
import { SCOPES, type Scope } from '../../../src/access/principal.ts';
import { startApi, type TestApi } from '../../helpers/api.ts';
import { call } from '../calls.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi({ config: { authRequired: true } });
});
afterAll(() => api.close());

const ROLES: [string, Scope[], Scope[]][] = [
  ['viewer', ['artifacts:read', 'jobs:read'], ['jobs:read', 'artifacts:read']],
  ['operator', ['jobs:read', 'jobs:cancel'], ['jobs:read', 'jobs:cancel']],
  ['admin', ['admin'], [...SCOPES]],
];

test.each(ROLES)('a %s learns what its credential allows', async (role, scopes, told) => {
  const request = { name: role, scopes, tenant: 'acme', userId: 'ada', expiresInDays: null };
  const { key } = await createApiKey(api.context.core.pool, request);
  const answer = await call(api, 'GET', '/api/whoami', { headers: { authorization: `Bearer ${key}` } });
  expect(answer.json).toEqual({ tenant: 'acme', userId: 'ada', credential: 'api-key', role, scopes: told });
});

test('nobody is told nothing', async () => {
  expect((await call(api, 'GET', '/api/whoami')).status).toBe(401);
});
