import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { formatApiKey, newApiKey, parseApiKey } from '../../../src/access/api-key-format.ts';
import { revokeApiKey } from '../../../src/access/api-key-store.ts';
import { createApiKey, type ApiKeyRequest } from '../../../src/access/api-keys.ts';
import { SCOPES } from '../../../src/access/principal.ts';
import { createStreamToken } from '../../../src/access/stream-tokens.ts';
import { operations } from '../../../src/contract/contract.ts';
import { goodClaims, handMadeToken, startIssuer, type Issuer } from '../../access/issuer.ts';
import { withDatabase } from '../../access/with-database.ts';
import { startGuardedApp, type Answer, type GuardedApp } from './guarded-app.ts';

const db = withDatabase();
const JOB = '/api/jobs/019aa5d0-2c30-7b55-a1d4-6e8f0b1c2d04';
let issuer: Issuer;
let app: GuardedApp;
let open: GuardedApp;
let key: string;
let streamToken: string;

beforeAll(async () => {
  issuer = await startIssuer();
  app = await startGuardedApp({ pool: db.pool, jwt: issuer.rules });
  open = await startGuardedApp({ pool: db.pool, authRequired: false });
  key = await newKey({});
  ({ token: streamToken } = await createStreamToken(db.pool, view('ada'), 900));
});
afterAll(async () => {
  await app.close();
  await open.close();
  await issuer.close();
});

describe('a valid credential', () => {
  test('is an API key, a JSON Web Token or, where the operation takes it, a stream token', async () => {
    expect(await seen(app.ask(JOB, bearer(key)))).toMatchObject({ via: 'api-key', tenant: 'acme', userId: null });
    expect(await seen(app.ask(JOB, bearer(await issuer.token())))).toMatchObject({
      via: 'jwt',
      tenant: 'acme',
      userId: 'ada',
    });
    expect(await seen(app.ask(`${JOB}?streamToken=${streamToken}`))).toMatchObject({
      via: 'stream-token',
      userId: 'ada',
    });
  });

  test('may be introduced in any case and by several spaces', async () => {
    for (const scheme of ['bearer', 'BEARER', 'Bearer  ']) {
      expect((await app.ask(JOB, { headers: { authorization: `${scheme} ${key}` } })).status).toBe(200);
    }
  });
});

describe('401, always in the same words', () => {
  let expected: string;
  beforeAll(async () => {
    const answer = await app.ask(JOB);
    expected = answer.body;
    expect(JSON.parse(expected)).toMatchObject({ status: 401, code: 'unauthenticated' });
  });

  async function expectUnauthenticated(asked: Promise<Answer>): Promise<void> {
    const answer = await asked;
    expect(answer).toMatchObject({ status: 401, body: expected });
    expect(answer.headers['www-authenticate']).toBe('Bearer');
  }

  test.each<[string, () => Record<string, string | string[]>]>([
    ['no credential', () => ({})],
    ['an empty one', () => ({ authorization: '' })],
    ['Bearer alone', () => ({ authorization: 'Bearer' })],
    ['Basic', () => ({ authorization: `Basic ${Buffer.from(`x:${key}`).toString('base64')}` })],
    ['the bare key', () => ({ authorization: key })],
    ['two headers', () => ({ authorization: [`Bearer ${key}`, `Bearer ${key}`] })],
    ['two keys in one header', () => ({ authorization: `Bearer ${key}, Bearer ${key}` })],
    ['another header', () => ({ 'x-api-key': key })],
    ['a cookie', () => ({ cookie: `authorization=Bearer ${key}` })],
    ['a stream token in the header', () => ({ authorization: `Bearer ${streamToken}` })],
  ])('%s', async (_name, headers) => {
    await expectUnauthenticated(app.ask(JOB, { headers: headers() }));
  });

  test('a key in the query', async () => {
    for (const name of ['key', 'api_key', 'access_token', 'authorization', 'streamToken']) {
      await expectUnauthenticated(app.ask(`${JOB}?${name}=${key}`));
    }
  });

  test('a key that is malformed, of another secret, revoked or expired', async () => {
    const revoked = await newKey({});
    await revokeApiKey(db.pool, idOf(revoked));
    const expired = await newKey({ expiresInDays: 1 });
    await db.pool.query('update pressroom.api_keys set expires_at = pressroom.clock() where id = $1', [idOf(expired)]);
    const wrongSum = key.slice(0, -1) + (key.endsWith('a') ? 'b' : 'a');
    const wrongSecret = formatApiKey({ id: idOf(key), secret: newApiKey().secret });
    for (const bad of [
      revoked,
      expired,
      wrongSum,
      wrongSecret,
      key.toUpperCase(),
      `${key}%00`,
      `${key} x`,
      key.repeat(200),
    ]) {
      await expectUnauthenticated(app.ask(JOB, bearer(bad)));
    }
  });

  test('a token of another issuer or form, or one at all where none is configured', async () => {
    const header = JSON.stringify({ alg: 'none' });
    for (const bad of [
      await issuer.token({ iss: 'https://other.example' }),
      await issuer.token({ exp: 1 }),
      handMadeToken(header, JSON.stringify(goodClaims()), issuer.key),
      'a.b.c',
      'x',
    ]) {
      await expectUnauthenticated(app.ask(JOB, bearer(bad)));
    }
    await expectUnauthenticated(open.ask(JOB, bearer(await issuer.token())));
  });

  test('a stream token that is unknown, empty, sent twice, or beside another credential', async () => {
    const unknown = `prst_${'A'.repeat(43)}`;
    for (const query of [unknown, '', `${streamToken}&streamToken=${streamToken}`]) {
      await expectUnauthenticated(app.ask(`${JOB}?streamToken=${query}`));
    }
    await expectUnauthenticated(app.ask(`${JOB}?streamToken=${streamToken}`, bearer(key)));
  });

  test('a stream token that has expired', async () => {
    const { token } = await createStreamToken(db.pool, view('eve'), 900);
    await db.pool.query(`update pressroom.stream_tokens set expires_at = pressroom.clock() where user_id = 'eve'`);
    await expectUnauthenticated(app.ask(`${JOB}/events?streamToken=${token}`));
  });

  test('a bad credential also where none is needed', async () => {
    await expectUnauthenticated(open.ask(JOB, bearer('x')));
    await expectUnauthenticated(open.ask(JOB, { headers: { authorization: '' } }));
    await expectUnauthenticated(open.ask(`${JOB}?streamToken=x`));
  });

  test('HEAD, another case and a slash at the end are no way around it', async () => {
    expect((await app.ask(JOB, { method: 'HEAD' })).status).toBe(401);
    await expectUnauthenticated(app.ask(JOB.toUpperCase()));
    await expectUnauthenticated(app.ask(`${JOB}/`));
  });
});

describe('without credentials', () => {
  test('everything is allowed in the tenant default; a key that is shown still counts', async () => {
    expect(await seen(open.ask(JOB))).toMatchObject({
      via: 'open',
      tenant: 'default',
      userId: null,
      scopes: [...SCOPES],
    });
    expect(await seen(open.ask(JOB, bearer(key)))).toMatchObject({ via: 'api-key', tenant: 'acme' });
  });

  test('health and documentation are for everyone, whatever is shown', async () => {
    for (const path of ['/livez', '/docs']) {
      expect((await app.ask(path)).status).toBe(200);
      expect((await app.ask(path, bearer('x'))).status).toBe(200);
    }
  });

  test("what is no operation is done in nobody's name", async () => {
    expect((await app.ask('/api/unknown', bearer(key))).status).toBe(500);
  });
});

describe('scopes', () => {
  const guarded = operations().filter(({ operation }) => operation['x-scopes'].length > 0);

  test.each(
    guarded.map(({ operation, method, path }) => [operation.operationId, method, path, operation['x-scopes']] as const),
  )('%s: 403 without, 200 with them', async (_id, method, template, scopes) => {
    const path = template.replace('{jobId}', 'x').replace('{name}', 'y').replace('{type}', 'pdf');
    const asked = { method: method.toUpperCase() };
    const others = SCOPES.filter((scope) => scope !== 'admin' && !scopes.includes(scope));
    const denied = await app.ask(path, { ...asked, ...bearer(await newKey({ scopes: others })) });
    expect(denied.status).toBe(403);
    expect(JSON.parse(denied.body)).toMatchObject({ code: 'forbidden', detail: expect.stringContaining(scopes[0]!) });
    const allowed = await newKey({ scopes: scopes as ApiKeyRequest['scopes'] });
    expect((await app.ask(path, { ...asked, ...bearer(allowed) })).status).toBe(200);
    expect((await app.ask(path, { ...asked, ...bearer(await newKey({ scopes: ['admin'] })) })).status).toBe(200);
  });

  test.each(guarded.map(({ operation, method, path }) => [operation.operationId, method, path, operation] as const))(
    '%s takes a stream token exactly when the contract says so',
    async (_id, method, template, operation) => {
      const path = template.replace('{jobId}', 'x').replace('{name}', 'y').replace('{type}', 'pdf');
      const takes = JSON.stringify(operation.security).includes('streamToken');
      const answer = await app.ask(`${path}?streamToken=${streamToken}`, { method: method.toUpperCase() });
      expect(answer.status).toBe(takes ? 200 : 401);
    },
  );
});

describe('many failures from one address', () => {
  let limited: GuardedApp;
  beforeAll(async () => {
    limited = await startGuardedApp({ pool: db.pool, failureLimit: { failures: 10, windowSeconds: 60 } });
  });
  afterAll(() => limited.close());

  test('are answered 429 from the eleventh on; a valid credential passes, and showing none is no failure', async () => {
    for (let times = 0; times < 12; times += 1) expect((await limited.ask(JOB)).status).toBe(401);
    for (let times = 0; times < 10; times += 1) expect((await limited.ask(JOB, bearer('x'))).status).toBe(401);
    const answer = await limited.ask(JOB, bearer('x'));
    expect(answer.status).toBe(429);
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'too-many-requests' });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(answer.headers['retry-after'])).toBeLessThanOrEqual(60);
    expect((await limited.ask(JOB, bearer(key))).status).toBe(200);
  });
});

async function newKey(request: Partial<ApiKeyRequest>): Promise<string> {
  const whole: ApiKeyRequest = {
    name: 'test',
    scopes: ['jobs:read'],
    tenant: 'acme',
    userId: null,
    expiresInDays: null,
    ...request,
  };
  return (await createApiKey(db.pool, whole)).key;
}

function idOf(apiKey: string): string {
  return parseApiKey(apiKey)!.id;
}

function view(userId: string) {
  return { tenant: 'acme', userId, sessionId: null, jobIds: null };
}

function bearer(credential: string): { headers: Record<string, string> } {
  return { headers: { authorization: `Bearer ${credential}` } };
}

async function seen(asked: Promise<Answer>): Promise<unknown> {
  const { status, body } = await asked;
  expect(status).toBe(200);
  return JSON.parse(body);
}
