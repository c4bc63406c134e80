import { randomBytes } from 'node:crypto';
import type { Queryable } from '../db/pool.ts';
import { sha256Of } from './api-key-format.ts';
import type { Principal, Scope } from './principal.ts';
import type { Verdict } from './verdict.ts';

/** What a stream token may see; all that is set must hold at once. */
export interface StreamTokenView {
  tenant: string;
  userId: string | null;
  sessionId: string | null;
  jobIds: string[] | null;
}

export const STREAM_TOKEN_PREFIX = 'prst_';
export const STREAM_TOKEN_DEFAULT_SECONDS = 900;

const SCOPES: readonly Scope[] = ['jobs:read', 'events:read', 'artifacts:read'];
const RANDOM_BYTES = 32;
const SHAPE = /^prst_[0-9A-Za-z_-]{43}$/;
/** Of the hash: enough to tell tokens apart in a log, useless to find one. */
const PUBLIC_ID_CHARACTERS = 12;

/**
 * Makes a token. Its text is returned here and never again: only a hash of it is stored.
 *
 * @param apiKeyId the key that it was asked for with, if it was one: revoked or expired, it takes the token with it.
 */
export async function createStreamToken(
  db: Queryable,
  view: StreamTokenView,
  ttlSeconds: number,
  apiKeyId: string | null = null,
): Promise<{ token: string; expiresAt: Date }> {
  const token = `${STREAM_TOKEN_PREFIX}${randomBytes(RANDOM_BYTES).toString('base64url')}`;
  const [row] = await db.query<{ expiresAt: Date }>(
    `insert into pressroom.stream_tokens (token_sha256, tenant, user_id, session_id, job_ids, api_key_id, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $7, pressroom.clock(), pressroom.clock() + make_interval(secs => $6))
     returning expires_at as "expiresAt"`,
    [sha256Of(token), view.tenant, view.userId, view.sessionId, view.jobIds, ttlSeconds, apiKeyId],
  );
  if (!row) throw new Error('The new stream token was not returned by the database');
  return { token, expiresAt: row.expiresAt };
}

/** Looks a token up, each time: it is asked for when a stream opens, not with every event. */
export async function checkStreamToken(db: Queryable, token: string): Promise<Verdict> {
  if (!SHAPE.test(token)) return { refused: 'the stream token is malformed' };
  const digest = sha256Of(token);
  const [view] = await db.query<StreamTokenView>(
    `select tenant, user_id as "userId", session_id as "sessionId", job_ids as "jobIds"
     from pressroom.stream_tokens t where token_sha256 = $1 and expires_at > pressroom.clock()
       and (api_key_id is null or exists (
         select from pressroom.api_keys k where k.id = t.api_key_id and k.revoked_at is null
           and (k.expires_at is null or k.expires_at > pressroom.clock())))`,
    [digest],
  );
  if (!view) return { refused: 'the stream token is unknown or expired' };
  const principal: Principal = {
    via: 'stream-token',
    id: digest.slice(0, PUBLIC_ID_CHARACTERS),
    ...view,
    scopes: new Set(SCOPES),
  };
  return { principal };
}
