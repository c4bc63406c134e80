import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey, type RemoteJWKSet } from 'jose';
import { Problem } from '../errors.ts';

/** How old the issuer's keys may be: a key that it takes back is refused after this. */
const REFRESH_AFTER_MS = 600_000;
/** An unknown key id may have us fetch again, but whoever sends thousands of them causes one fetch in this time. */
const FETCH_AT_MOST_EVERY_MS = 30_000;
/** While there are no keys at all nothing can be checked, so that waiting is worse than asking. */
const FIRST_FETCH_AT_MOST_EVERY_MS = 2_000;
/** For how long the last keys are good while the issuer does not answer. */
const USABLE_WHILE_UNREACHABLE_MS = 86_400_000;
const FETCH_TIMEOUT_MS = 5_000;

class FetchPausedError extends Error {}

/**
 * The issuer's keys, fetched when they are first needed and every 10 minutes of use. When the issuer does not answer, the last ones
 * serve for a day.
 * @returns finds the key of a token; throws a Problem `unavailable` when there are no keys to look in
 */
export function createIssuerKeys(url: string, onFault: (error: unknown) => void): JWTVerifyGetKey {
  let attemptedAt = -Infinity;
  let refreshedAt = -Infinity;
  const keys: RemoteJWKSet = createRemoteJWKSet(new URL(url), {
    cooldownDuration: FETCH_AT_MOST_EVERY_MS,
    cacheMaxAge: USABLE_WHILE_UNREACHABLE_MS,
    timeoutDuration: FETCH_TIMEOUT_MS,
    // The library's own pause begins with a success; this one also holds while the issuer is down.
    [customFetch]: (address, options) => {
      const pauseMs = keys.jwks() ? FETCH_AT_MOST_EVERY_MS : FIRST_FETCH_AT_MOST_EVERY_MS;
      if (performance.now() < attemptedAt + pauseMs)
        return Promise.reject(new FetchPausedError('The issuer was asked just now'));
      attemptedAt = performance.now();
      return fetch(address, options);
    },
  });
  const refresh = async (): Promise<void> => {
    try {
      await keys.reload();
      refreshedAt = performance.now();
    } catch (error) {
      if (!(error instanceof FetchPausedError)) onFault(error);
    }
  };
  return async (header, token) => {
    if (performance.now() >= refreshedAt + REFRESH_AFTER_MS) await refresh();
    if (!keys.fresh) throw unavailable();
    return keys(header, token);
  };
}

function unavailable(): Problem {
  const seconds = FIRST_FETCH_AT_MOST_EVERY_MS / 1_000;
  return new Problem('unavailable', 'Tokens cannot be checked now: their issuer does not answer.', {
    retryAfterSeconds: seconds,
  });
}
