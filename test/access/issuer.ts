import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, SignJWT, type JWK } from 'jose';
import type { JwtRules } from '../../src/access/jwt.ts';

export interface SigningKey {
  kid: string;
  alg: string;
  privateKey: KeyObject;
  publicKey: KeyObject;
}

/** Somebody who issues tokens: keys, and the address where the public ones are to be had. */
export interface Issuer {
  rules: JwtRules;
  key: SigningKey;
  /** How often the keys were asked for. */
  fetches(): number;
  /** Answers 503 from now on, or no longer. */
  setDown(down: boolean): void;
  publish(keys: SigningKey[]): Promise<void>;
  /** A token that is good but for what is given. An undefined claim or header is left out. */
  token(claims?: Record<string, unknown>, header?: Record<string, unknown>, key?: SigningKey): Promise<string>;
  close(): Promise<void>;
}

export function rsaKey(kid: string): SigningKey {
  return { kid, alg: 'RS256', ...generateKeyPairSync('rsa', { modulusLength: 2_048 }) };
}

export function ecKey(kid: string): SigningKey {
  return { kid, alg: 'ES256', ...generateKeyPairSync('ec', { namedCurve: 'P-256' }) };
}

export async function startIssuer(): Promise<Issuer> {
  const key = rsaKey('first');
  let keys: JWK[] = [];
  let fetches = 0;
  let down = false;
  const server = createServer((_req, res) => {
    fetches += 1;
    res.writeHead(down ? 503 : 200, { 'content-type': 'application/json', connection: 'close' });
    res.end(JSON.stringify({ keys }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const publish = async (published: SigningKey[]): Promise<void> => {
    keys = await Promise.all(
      published.map(async ({ kid, alg, publicKey }) => ({ ...(await exportJWK(publicKey)), kid, alg, use: 'sig' })),
    );
  };
  await publish([key]);
  return {
    rules: {
      issuer: 'https://issuer.example',
      audience: 'pressroom',
      algorithms: ['RS256', 'ES256', 'EdDSA'],
      jwksUrl: `http://127.0.0.1:${port}/keys`,
      secret: null,
    },
    key,
    fetches: () => fetches,
    setDown: (value) => void (down = value),
    publish,
    token: (claims = {}, header = {}, signer = key) =>
      new SignJWT(goodClaims(claims))
        .setProtectedHeader({ alg: signer.alg, kid: signer.kid, ...header })
        .sign(signer.privateKey),
    close: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}

export function goodClaims(changed: Record<string, unknown> = {}): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1_000);
  const claims = {
    iss: 'https://issuer.example',
    aud: 'pressroom',
    sub: 'ada',
    tenant: 'acme',
    scope: 'jobs:read events:read openid',
    iat: now,
    exp: now + 600,
    ...changed,
  };
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
}

/** A token of texts that no library would write, signed all the same. */
export function handMadeToken(header: string, payload: string, key: SigningKey): string {
  const signed = `${base64url(header)}.${base64url(payload)}`;
  const signature = createSign('sha256').update(signed).sign({ key: key.privateKey, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}

export function base64url(text: string): string {
  return Buffer.from(text).toString('base64url');
}
