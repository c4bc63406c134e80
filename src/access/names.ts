import { SCOPES, type Scope } from './principal.ts';

/** As the contract's ExternalId. */
const MAX_USER_ID_CHARACTERS = 200;
const MAX_TENANT_CHARACTERS = 100;
/** Control characters and halves of surrogate pairs: Postgres refuses some, and a log line could be forged by others. */
const UNFIT_CHARACTERS = /[\p{Cc}\p{Cs}]/u;

/** Whether text can name a tenant: 1 to 100 characters, no control characters. */
export function isTenantName(value: unknown): value is string {
  return isName(value, MAX_TENANT_CHARACTERS);
}

/** Whether text can be a user's id: 1 to 200 characters, no control characters. */
export function isUserId(value: unknown): value is string {
  return isName(value, MAX_USER_ID_CHARACTERS);
}

/** Those of the words that are scopes of this service; a token may carry other services' scopes as well. */
export function knownScopes(words: readonly string[]): ReadonlySet<Scope> {
  return new Set(SCOPES.filter((scope) => words.includes(scope)));
}

function isName(value: unknown, mostCharacters: number): value is string {
  return (
    typeof value === 'string' && value.length >= 1 && value.length <= mostCharacters && !UNFIT_CHARACTERS.test(value)
  );
}
