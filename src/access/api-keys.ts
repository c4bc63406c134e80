import { FIRST_KEY_LOCK } from '../db/advisory-locks.ts';
import type { Pool, Queryable } from '../db/pool.ts';
import { transaction, type HintSender } from '../db/transaction.ts';
import { formatApiKey, newApiKey, sha256Of } from './api-key-format.ts';
import { hasValidApiKey, insertApiKey, type ApiKeyRecord } from './api-key-store.ts';
import { isTenantName, isUserId } from './names.ts';
import { OPEN_TENANT, SCOPES, type Scope } from './principal.ts';

/** What an API key is to allow. */
export interface ApiKeyRequest {
  /** For people: what it is used for. */
  name: string;
  scopes: readonly Scope[];
  tenant: string;
  /** Bound to this user's jobs; null: all of the tenant. */
  userId: string | null;
  /** Null: it does not expire. */
  expiresInDays: number | null;
}

const MAX_NAME_CHARACTERS = 100;
const MAX_EXPIRY_DAYS = 3_650;
const NO_HINTS: HintSender = { send: () => {} };

/** What is wrong with a request for a key, one sentence each; none when it can be made. */
export function apiKeyFaults(request: ApiKeyRequest): string[] {
  const { name, scopes, tenant, userId, expiresInDays: days } = request;
  const faults: string[] = [];
  if (name.trim().length === 0 || name.length > MAX_NAME_CHARACTERS || /\p{C}/u.test(name)) {
    faults.push(`The name must have 1 to ${MAX_NAME_CHARACTERS} visible characters.`);
  }
  const unknown = scopes.filter((scope) => !SCOPES.includes(scope));
  if (unknown.length > 0) faults.push(`There is no scope ${unknown.join(', ')}; the scopes are ${SCOPES.join(', ')}.`);
  if (scopes.length === 0) faults.push(`At least one scope is needed; the scopes are ${SCOPES.join(', ')}.`);
  if (!isTenantName(tenant)) faults.push('The tenant must have 1 to 100 characters, no control characters.');
  if (userId !== null && !isUserId(userId))
    faults.push('The user must have 1 to 200 characters, no control characters.');
  if (days !== null && !(Number.isInteger(days) && days >= 1 && days <= MAX_EXPIRY_DAYS)) {
    faults.push(`The days until it expires must be a whole number from 1 to ${MAX_EXPIRY_DAYS}.`);
  }
  return faults;
}

/**
 * Makes a key. Its text is returned here and never again: only a hash of its secret is stored.
 * @throws when `apiKeyFaults` finds something
 */
export async function createApiKey(
  db: Queryable,
  request: ApiKeyRequest,
): Promise<{ key: string; record: ApiKeyRecord }> {
  const faults = apiKeyFaults(request);
  if (faults.length > 0) throw new Error(faults.join(' '));
  const parts = newApiKey();
  const record = await insertApiKey(db, { ...request, id: parts.id, secretSha256: sha256Of(parts.secret) });
  return { key: formatApiKey(parts), record };
}

/**
 * For the migrate step: makes an admin key in the tenant `default` when no key can be used, under a lock, so that of several
 * processes one makes it.
 * @returns the key, to be shown once; null when there was one already
 */
export function ensureFirstAdminKey(pool: Pool): Promise<string | null> {
  return transaction(pool, NO_HINTS, async (tx) => {
    // In a statement of its own: the next one must see what the lock's last holder committed.
    await tx.query('select pg_advisory_xact_lock($1)', [FIRST_KEY_LOCK]);
    if (await hasValidApiKey(tx)) return null;
    const { key } = await createApiKey(tx, {
      name: 'first admin key',
      scopes: ['admin'],
      tenant: OPEN_TENANT,
      userId: null,
      expiresInDays: null,
    });
    return key;
  });
}
