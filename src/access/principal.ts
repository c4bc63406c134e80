import type { Viewer } from '../jobs/viewer.ts';

export const SCOPES = [
  'jobs:create',
  'jobs:read',
  'jobs:cancel',
  'jobs:delete',
  'events:read',
  'artifacts:read',
  'uploads:write',
  'uploads:read',
  'datasets:read',
  'datasets:write',
  'admin',
] as const;
export type Scope = (typeof SCOPES)[number];

/** Who asks, as the credential says it; nothing of it ever comes from a body or a query. */
export interface Principal extends Viewer {
  /** For the log: what kind of credential, and its public id. Never the secret. */
  via: 'open' | 'api-key' | 'jwt' | 'stream-token';
  id: string;
  scopes: ReadonlySet<Scope>;
}

/** With `admin` a principal may do everything in its tenant. */
export function mayDo(principal: Principal, scope: Scope): boolean {
  return principal.scopes.has(scope) || principal.scopes.has('admin');
}

export const OPEN_TENANT = 'default';

/** Whoever reaches an API without credentials, which listens on loopback only. */
export const OPEN_PRINCIPAL: Principal = {
  via: 'open',
  id: 'open',
  tenant: OPEN_TENANT,
  userId: null,
  sessionId: null,
  jobIds: null,
  scopes: new Set(SCOPES),
};
