import type { Queryable } from '../db/pool.ts';
import { errorFact, type Logger } from '../log.ts';
import { createApiKeyChecker } from './api-key-checker.ts';
import { API_KEY_PREFIX } from './api-key-format.ts';
import { createJwtChecker, type JwtRules } from './jwt.ts';
import type { Principal } from './principal.ts';
import { checkStreamToken } from './stream-tokens.ts';
import type { Verdict } from './verdict.ts';

/** Says who a credential belongs to; null when it is not valid, for whatever reason. */
export interface Authenticator {
  /** An API key or a JSON Web Token. */
  bearer(credential: string): Promise<Principal | null>;
  streamToken(token: string): Promise<Principal | null>;
}

export interface AuthenticatorParts {
  db: Queryable;
  /** Null: no JSON Web Token is accepted. */
  jwt: JwtRules | null;
  log: Logger;
}

export function createAuthenticator({ db, jwt, log }: AuthenticatorParts): Authenticator {
  const checkApiKey = createApiKeyChecker(db, (error) =>
    log.warn({ event: 'api-key.use-not-noted', err: errorFact(error) }),
  );
  const checkJwt = jwt
    ? createJwtChecker(jwt, (error) => log.warn({ event: 'jwks.unreachable', err: errorFact(error) }))
    : () => Promise.resolve<Verdict>({ refused: 'no token issuer is configured' });
  const principalOf = (verdict: Verdict): Principal | null => {
    if ('principal' in verdict) return verdict.principal;
    log.debug({ event: 'credential.refused', reason: verdict.refused });
    return null;
  };
  return {
    bearer: async (text) => principalOf(await (text.startsWith(API_KEY_PREFIX) ? checkApiKey(text) : checkJwt(text))),
    streamToken: async (text) => principalOf(await checkStreamToken(db, text)),
  };
}
