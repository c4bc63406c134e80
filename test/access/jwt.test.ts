import { createHmac, generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { exportJWK, SignJWT } from 'jose';
import { createJwtChecker } from '../../src/access/jwt.ts';
import type { Principal } from '../../src/access/principal.ts';
import type { Verdict } from '../../src/access/verdict.ts';
import { base64url, ecKey, goodClaims, handMadeToken, rsaKey, startIssuer, type Issuer } from './issuer.ts';

const SECRET = 'a secret that is long enough for HS512 as well, which wants 64 bytes of it';

let issuer: Issuer;
let check: (token: string) => Promise<Verdict>;
const faults: unknown[] = [];

beforeAll(async () => {
  issuer = await startIssuer();
  check = createJwtChecker(issuer.rules, (error) => faults.push(error));
});
afterAll(() => issuer.close());

describe('a good token', () => {
  test('says tenant, user and scopes; scopes of others are passed over', async () => {
    expect(await principalIn(await issuer.token())).toEqual({
      via: 'jwt',
      id: 'ada',
      tenant: 'acme',
      userId: 'ada',
      sessionId: null,
      jobIds: null,
      scopes: new Set(['jobs:read', 'events:read']),
    });
  });

  test('may have its scopes in an array', async () => {
    const principal = await principalIn(await issuer.token({ scope: undefined, scopes: ['jobs:create'] }));
    expect(principal.scopes).toEqual(new Set(['jobs:create']));
  });

  test('with admin is not bound to its user', async () => {
    const principal = await principalIn(await issuer.token({ scope: 'admin' }));
    expect(principal).toMatchObject({ userId: null, id: 'ada', tenant: 'acme' });
  });

  test.each([
    ['without scopes', { scope: undefined }],
    ['without iat', { iat: undefined }],
    ['that ended less than the tolerance ago', { exp: inSeconds(-30) }],
    ['for us among other audiences', { aud: ['other', 'pressroom'] }],
    ['that lives for a day', { iat: inSeconds(0), exp: inSeconds(86_400) }],
  ])('is also one %s', async (_name, claims) => {
    await principalIn(await issuer.token(claims));
  });
});

describe('refused for its claims', () => {
  test.each<[string, Record<string, unknown>]>([
    ['exp past by 61 s', { exp: inSeconds(-61) }],
    ['nbf in the future', { nbf: inSeconds(120) }],
    ['iat in the future', { iat: inSeconds(120) }],
    ['iat a string', { iat: 'now' }],
    ['no exp', { exp: undefined }],
    ['exp a string', { exp: '9999999999' }],
    ['a life of ten years', { exp: inSeconds(315_360_000) }],
    ['a life of ten years, without iat', { exp: inSeconds(315_360_000), iat: undefined }],
    ['a life of more than a day', { iat: inSeconds(-600), exp: inSeconds(86_400) }],
    ['wrong aud', { aud: 'other' }],
    ['no aud', { aud: undefined }],
    ['aud only of others', { aud: ['other', 'another'] }],
    ['wrong iss', { iss: 'https://other.example' }],
    ['no iss', { iss: undefined }],
    ['iss with a slash at the end', { iss: 'https://issuer.example/' }],
    ['no sub', { sub: undefined }],
    ['empty sub', { sub: '' }],
    ['sub with NUL', { sub: 'ada\u0000' }],
    ['sub too long', { sub: 'a'.repeat(201) }],
    ['no tenant', { tenant: undefined }],
    ['tenant a list', { tenant: ['acme'] }],
    ['tenant with a line break', { tenant: 'acme\n' }],
    ['tenant too long', { tenant: 'a'.repeat(101) }],
    ['tenant with half of a surrogate pair', { tenant: 'a\ud800' }],
    ['scope a number', { scope: 7 }],
    ['scopes a string', { scope: undefined, scopes: 'admin' }],
  ])('%s', async (_name, claims) => {
    await expectRefused(await issuer.token(claims));
  });

  test('exp beyond every number', async () => {
    const payload = JSON.stringify(goodClaims({ exp: 0 })).replace('"exp":0', '"exp":1e400');
    await expectRefused(handMadeToken(headerText(), payload, issuer.key));
  });

  test('a claim twice', async () => {
    const payload = JSON.stringify(goodClaims()).replace('"tenant"', '"tenant":"other","tenant"');
    await expectRefused(handMadeToken(headerText(), payload, issuer.key));
    await principalIn(handMadeToken(headerText(), JSON.stringify(goodClaims()), issuer.key));
  });
});

describe('refused for its header', () => {
  test.each(['none', 'None', 'nOnE', '', []])('alg %p without a signature', async (alg) => {
    const unsigned = `${base64url(JSON.stringify({ alg, kid: 'first' }))}.${base64url(JSON.stringify(goodClaims()))}`;
    await expectRefused(`${unsigned}.`);
    await expectRefused(unsigned);
    await expectRefused(handMadeToken(JSON.stringify({ alg, kid: 'first' }), JSON.stringify(goodClaims()), issuer.key));
  });

  test('HS256 made with the public key', async () => {
    const pem = issuer.key.publicKey.export({ type: 'spki', format: 'pem' });
    const signed = `${base64url('{"alg":"HS256","kid":"first"}')}.${base64url(JSON.stringify(goodClaims()))}`;
    await expectRefused(`${signed}.${createHmac('sha256', pem).update(signed).digest('base64url')}`);
  });

  test('an algorithm that is not on the list', async () => {
    await expectRefused(await issuer.token({}, { alg: 'RS512' }));
  });

  test.each([
    ['a path', '../../dev/null'],
    ['SQL', "' or 1=1 --"],
    ['10 KB long', 'x'.repeat(10_000)],
    ['1 KB long', 'x'.repeat(1_000)],
    ['empty', ''],
    ['a number', 7],
  ])('a kid that is %s', async (_name, kid) => {
    await expectRefused(handMadeToken(JSON.stringify({ alg: 'RS256', kid }), JSON.stringify(goodClaims()), issuer.key));
  });

  test('a key that the token brings along, or says where to find', async () => {
    const own = rsaKey('first');
    const jwk = await exportJWK(own.publicKey);
    const { jwksUrl } = issuer.rules;
    for (const extra of [{ jwk }, { jku: jwksUrl }, { x5u: jwksUrl }, { x5c: ['MIIB'] }, { crit: ['exp'], exp: 1 }]) {
      const header = JSON.stringify({ alg: 'RS256', kid: 'first', ...extra });
      await expectRefused(handMadeToken(header, JSON.stringify(goodClaims()), own));
      await expectRefused(handMadeToken(header, JSON.stringify(goodClaims()), issuer.key));
    }
  });

  test('another purpose', async () => {
    await expectRefused(await issuer.token({}, { typ: 'logout+jwt' }));
    await principalIn(await issuer.token({}, { typ: 'at+JWT' }));
  });

  test('an algorithm twice', async () => {
    await expectRefused(
      handMadeToken('{"alg":"none","alg":"RS256","kid":"first"}', JSON.stringify(goodClaims()), issuer.key),
    );
  });
});

describe('refused for its form', () => {
  test('two, four, five parts, no parts', async () => {
    const token = await issuer.token();
    const [header, payload] = token.split('.');
    for (const other of [`${header}.${payload}`, `${token}.x`, `${token}.x.y`, '', '.', '..', 'x'])
      await expectRefused(other);
  });

  test('another spelling of the same signature', async () => {
    const token = await issuer.token();
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    // 256 bytes leave four bits of the last character without a meaning.
    const respelled = token.slice(0, -1) + alphabet[alphabet.indexOf(token.at(-1)!) + 1];
    expect(Buffer.from(respelled.split('.')[2]!, 'base64url')).toEqual(Buffer.from(token.split('.')[2]!, 'base64url'));
    for (const spelling of [respelled, `${token}=`, `${token}==`, `${token} `, token.replace('.', '\n.')]) {
      await expectRefused(spelling);
    }
  });

  test('stripped, broken or foreign signature', async () => {
    const token = await issuer.token();
    const [header, payload] = token.split('.');
    await expectRefused(`${header}.${payload}.`);
    await expectRefused(
      `${header}.${base64url(JSON.stringify(goodClaims({ tenant: 'other' })))}.${token.split('.')[2]}`,
    );
    await expectRefused(await issuer.token({}, {}, rsaKey('first')));
  });

  test('an ECDSA signature of zeros', async () => {
    const key = ecKey('curve');
    await issuer.publish([issuer.key, key]);
    const checkNew = createJwtChecker(issuer.rules, () => {});
    expect(await checkNew(await issuer.token({}, {}, key))).toHaveProperty('principal');
    const signed = `${base64url('{"alg":"ES256","kid":"curve"}')}.${base64url(JSON.stringify(goodClaims()))}`;
    expect(await checkNew(`${signed}.${Buffer.alloc(64).toString('base64url')}`)).toHaveProperty('refused');
  });

  test('more than 8 KiB', async () => {
    await expectRefused(await issuer.token({ extra: 'x'.repeat(8_000) }));
    await principalIn(await issuer.token({ extra: 'x'.repeat(4_000) }));
  });
});

describe('a shared secret', () => {
  const rules = {
    issuer: 'https://issuer.example',
    audience: 'pressroom',
    algorithms: ['HS256'],
    jwksUrl: null,
    secret: SECRET,
  };
  const checkSecret = createJwtChecker(rules, () => {});
  const sign = (alg: string, secret: string): Promise<string> =>
    new SignJWT(goodClaims()).setProtectedHeader({ alg }).sign(new TextEncoder().encode(secret));

  test('accepts what was made with it, by the algorithm of the list only', async () => {
    expect(await checkSecret(await sign('HS256', SECRET))).toHaveProperty('principal');
    expect(await checkSecret(await sign('HS256', `${SECRET}!`))).toHaveProperty('refused');
    expect(await checkSecret(await sign('HS512', SECRET))).toHaveProperty('refused');
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const signed = await new SignJWT(goodClaims()).setProtectedHeader({ alg: 'RS256' }).sign(privateKey);
    expect(await checkSecret(signed)).toHaveProperty('refused');
  });
});

test('nothing of all this was taken for a fault of the issuer', () => {
  expect(faults).toEqual([]);
});

async function principalIn(token: string): Promise<Principal> {
  const verdict = await check(token);
  if (!('principal' in verdict)) throw new Error(`The token was refused: ${verdict.refused}`);
  return verdict.principal;
}

async function expectRefused(token: string): Promise<void> {
  expect(await check(token)).toEqual({ refused: expect.any(String) });
}

function inSeconds(seconds: number): number {
  return Math.floor(Date.now() / 1_000) + seconds;
}

function headerText(): string {
  return JSON.stringify({ alg: 'RS256', kid: 'first' });
}
