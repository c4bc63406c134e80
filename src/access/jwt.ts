import {
  decodeProtectedHeader,
  errors,
  jwtVerify,
  type JWTPayload,
  type JWTVerifyGetKey,
  type ProtectedHeaderParameters,
} from 'jose';
import { parseTree, type Node } from 'jsonc-parser';
import { Problem } from '../errors.ts';
import { createIssuerKeys } from './jwks.ts';
import { isTenantName, isUserId, knownScopes } from './names.ts';
import type { Principal } from './principal.ts';
import type { Verdict } from './verdict.ts';

/** Whose tokens are accepted, and how they must be signed. */
export interface JwtRules {
  issuer: string;
  audience: string;
  /** The signature algorithms that are accepted, never taken from the token (RFC 8725, 3.1). */
  algorithms: string[];
  /** Exactly one of the two is set. */
  jwksUrl: string | null;
  secret: string | null;
}

const MAX_TOKEN_BYTES = 8 * 1024;
const MAX_LIFETIME_SECONDS = 86_400;
/** How far clocks may differ. */
const CLOCK_TOLERANCE_SECONDS = 60;
/** What would have a token name its own key, or change what its signature means. */
const REFUSED_HEADERS = ['crit', 'b64', 'jku', 'jwk', 'x5u', 'x5c'] as const;
/** RFC 8725, 3.11: a token made for another purpose is not an access token. */
const TOKEN_TYPES = ['jwt', 'at+jwt', 'application/jwt', 'application/at+jwt'];

/**
 * Checks JSON Web Tokens (RFC 7519, RFC 9068) by the rules of RFC 8725. Demanded: `iss`, `aud`, `exp`, `sub`, `tenant`; scopes in
 * `scope` (words in one string) or `scopes` (an array). `sub` binds the token to that user's jobs, unless it has the scope `admin`.
 * @returns checks one token; throws a Problem `unavailable` when the issuer's keys cannot be had
 */
export function createJwtChecker(
  rules: JwtRules,
  onFault: (error: unknown) => void,
): (token: string) => Promise<Verdict> {
  const key = keyOf(rules, onFault);
  return async (token) => {
    const fault = formFault(token);
    if (fault) return { refused: fault };
    try {
      const { payload } = await jwtVerify(token, key, {
        algorithms: rules.algorithms,
        issuer: rules.issuer,
        audience: rules.audience,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        requiredClaims: ['exp', 'sub', 'tenant'],
      });
      return hasDuplicateNames(token) ? { refused: 'the token names a claim twice' } : verdictOn(payload);
    } catch (error) {
      if (error instanceof Problem) throw error;
      return { refused: reasonOf(error) };
    }
  };
}

function keyOf(rules: JwtRules, onFault: (error: unknown) => void): JWTVerifyGetKey {
  if (rules.jwksUrl !== null) return createIssuerKeys(rules.jwksUrl, onFault);
  if (rules.secret === null) throw new Error('Neither a secret nor a JWKS address is set');
  const secret = new TextEncoder().encode(rules.secret);
  return () => Promise.resolve(secret);
}

/** What can be said without a key. */
function formFault(token: string): string | null {
  if (Buffer.byteLength(token) > MAX_TOKEN_BYTES) return 'the token is too long';
  const parts = token.split('.');
  if (parts.length !== 3 || !parts.every(isCanonicalBase64url)) return 'the token is malformed';
  const header = headerOf(token);
  if (!header) return 'the token has no readable header';
  const refused = REFUSED_HEADERS.find((name) => name in header);
  if (refused) return `the token has a header ${refused}`;
  const type = header.typ;
  const isAccessToken = type === undefined || (typeof type === 'string' && TOKEN_TYPES.includes(type.toLowerCase()));
  return isAccessToken ? null : 'the token is of another type';
}

function headerOf(token: string): ProtectedHeaderParameters | null {
  try {
    return decodeProtectedHeader(token);
  } catch {
    return null;
  }
}

/** One token, one spelling: the last character of base64 may have bits that mean nothing, and decoders skip strange ones. */
function isCanonicalBase64url(part: string): boolean {
  return Buffer.from(part, 'base64url').toString('base64url') === part;
}

/** JSON.parse takes the last of two members with one name; another reader may take the first. */
function hasDuplicateNames(token: string): boolean {
  return token
    .split('.')
    .slice(0, 2)
    .some((part) => {
      const names = memberNames(parseTree(Buffer.from(part, 'base64url').toString()));
      return new Set(names).size < names.length;
    });
}

function memberNames(node: Node | undefined): unknown[] {
  return (node?.children ?? []).map((member) => member.children?.[0]?.value as unknown);
}

function verdictOn(payload: JWTPayload): Verdict {
  const { sub, tenant } = payload;
  const fault = lifetimeFault(payload);
  if (fault) return { refused: fault };
  if (!isUserId(sub)) return { refused: 'the claim sub is not usable' };
  if (!isTenantName(tenant)) return { refused: 'the claim tenant is not usable' };
  const words = scopeWords(payload);
  if (!words) return { refused: 'the claim scope or scopes is not usable' };
  const scopes = knownScopes(words);
  const principal: Principal = {
    via: 'jwt',
    id: sub,
    tenant,
    userId: scopes.has('admin') ? null : sub,
    sessionId: null,
    jobIds: null,
    scopes,
  };
  return { principal };
}

/** A token cannot be taken back, so it may not live long. */
function lifetimeFault({ exp = Infinity, iat }: JWTPayload): string | null {
  const now = Date.now() / 1_000;
  const issuedAt: unknown = iat ?? now;
  if (typeof issuedAt !== 'number' || issuedAt > now + CLOCK_TOLERANCE_SECONDS) return 'the claim iat is not usable';
  return exp - issuedAt > MAX_LIFETIME_SECONDS ? 'the token lives for more than a day' : null;
}

/** RFC 8693 writes them as one string; many issuers as an array. Without either the token may do nothing. */
function scopeWords({ scope, scopes }: JWTPayload): string[] | null {
  if (scope !== undefined) return typeof scope === 'string' ? scope.split(' ') : null;
  if (scopes === undefined) return [];
  return Array.isArray(scopes) && scopes.every((word) => typeof word === 'string') ? scopes : null;
}

function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired) {
    return `${error.code}: claim ${error.claim} ${error.reason}`;
  }
  return error instanceof errors.JOSEError ? error.code : 'the token cannot be checked';
}
