import { timingSafeEqual } from 'node:crypto';
import type { Queryable } from '../db/pool.ts';
import { parseApiKey, sha256Of } from './api-key-format.ts';
import { findValidApiKey, noteApiKeyUse, type ApiKeyCheck } from './api-key-store.ts';
import { knownScopes } from './names.ts';
import type { Principal } from './principal.ts';
import type { Verdict } from './verdict.ts';

/** A revoked key may be used for this long in a process that has just seen it; the promise is 5 s. */
const REMEMBERED_MS = 4_000;
const MAX_REMEMBERED = 1_000;
/** Compared with when there is no such key, so that both answers take the same time. */
const NO_DIGEST = sha256Of('');

interface Remembered {
  verdict: Promise<Verdict>;
  until: number;
}

/**
 * Checks API keys against the database, and remembers the good ones for a few seconds, by a hash of the whole key. Bad ones
 * are never remembered: a wrong secret of a key that exists must take as long as a key that does not.
 */
export function createApiKeyChecker(
  db: Queryable,
  onFault: (error: unknown) => void,
): (key: string) => Promise<Verdict> {
  const remembered = new Map<string, Remembered>();
  return async (key) => {
    const parts = parseApiKey(key);
    if (!parts) return { refused: 'the API key is malformed' };
    const digest = sha256Of(key);
    const known = remembered.get(digest);
    if (known && performance.now() < known.until) return known.verdict;
    const asked = performance.now();
    const entry: Remembered = { verdict: Promise.resolve({ refused: '' }), until: asked + REMEMBERED_MS };
    entry.verdict = check(db, parts.id, parts.secret, onFault).then(({ verdict, validMs }) => {
      entry.until = asked + Math.min(REMEMBERED_MS, validMs);
      return verdict;
    });
    remember(remembered, digest, entry);
    try {
      const verdict = await entry.verdict;
      if ('refused' in verdict) remembered.delete(digest);
      return verdict;
    } catch (error) {
      remembered.delete(digest);
      throw error;
    }
  };
}

async function check(
  db: Queryable,
  id: string,
  secret: string,
  onFault: (error: unknown) => void,
): Promise<{ verdict: Verdict; validMs: number }> {
  const found = await findValidApiKey(db, id);
  const matches = isSameDigest(sha256Of(secret), found?.secretSha256 ?? NO_DIGEST);
  if (!found || !matches) return { verdict: { refused: 'the API key is unknown, revoked or expired' }, validMs: 0 };
  // Not waited for: whoever asks does not care whether this could be written.
  if (found.noteUse) noteApiKeyUse(db, id).catch(onFault);
  return { verdict: { principal: principalOf(found) }, validMs: (found.secondsLeft ?? Infinity) * 1_000 };
}

function isSameDigest(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(one, 'hex'), Buffer.from(other, 'hex'));
}

function principalOf(key: ApiKeyCheck): Principal {
  return {
    via: 'api-key',
    id: key.id,
    tenant: key.tenant,
    userId: key.userId,
    sessionId: null,
    jobIds: null,
    scopes: knownScopes(key.scopes),
  };
}

/** Bounded: the one that was remembered first makes room. */
function remember(remembered: Map<string, Remembered>, digest: string, entry: Remembered): void {
  remembered.delete(digest);
  remembered.set(digest, entry);
  const oldest = remembered.keys().next();
  if (remembered.size > MAX_REMEMBERED && !oldest.done) remembered.delete(oldest.value);
}
