import { SignJWT } from 'jose';
import type { Page } from 'playwright-core';
import { createApiKey } from '../../../src/access/api-keys.ts';
import type { Scope } from '../../../src/access/principal.ts';
import type { DashboardRig } from './dashboard-rig.ts';

const SECRET = 'a secret that only this test and its service know';
const ISSUER = 'https://issuer.example';
const AUDIENCE = 'pressroom';

/** For a service that takes API keys and this issuer's tokens. */
export const CREDENTIALS_WANTED = {
  AUTH: 'required',
  JWT_ISSUER: ISSUER,
  JWT_AUDIENCE: AUDIENCE,
  JWT_SECRET: SECRET,
} as const;

export const VIEWER: readonly Scope[] = ['jobs:read', 'events:read', 'artifacts:read'];
export const OPERATOR: readonly Scope[] = [...VIEWER, 'jobs:create', 'jobs:cancel', 'jobs:delete', 'uploads:write'];
export const ADMIN: readonly Scope[] = ['admin'];

/** A key of the tenant that the tests' jobs are of. */
export async function makeKey(
  rig: Pick<DashboardRig, 'service'>,
  scopes: readonly Scope[],
): Promise<{ id: string; key: string }> {
  const request = { name: 'a test', scopes, tenant: 'default', userId: null, expiresInDays: 1 };
  const { key, record } = await createApiKey(rig.service.core.pool, request);
  return { id: record.id, key };
}

export function makeToken(userId: string, scopes: readonly Scope[]): Promise<string> {
  return new SignJWT({ tenant: 'default', scope: scopes.join(' ') })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setSubject(userId)
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(SECRET));
}

export async function signIn(page: Page, key: string, { remember = false } = {}): Promise<void> {
  await page.getByLabel('Access key').fill(key);
  if (remember) await page.getByLabel('Remember it in this browser').check();
  await page.getByRole('button', { name: 'Sign in' }).click();
}
