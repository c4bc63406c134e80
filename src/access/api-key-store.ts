import type { Queryable } from '../db/pool.ts';

/** A key as it is kept: everything but the secret. */
export interface ApiKeyRecord {
  id: string;
  tenant: string;
  userId: string | null;
  name: string;
  scopes: string[];
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
}

/** What is needed to check a key that was shown. */
export interface ApiKeyCheck {
  id: string;
  tenant: string;
  userId: string | null;
  scopes: string[];
  secretSha256: string;
  /** Null: it does not expire. */
  secondsLeft: number | null;
  /** Whether its use is to be noted: it was not within the last minute. */
  noteUse: boolean;
}

/** Often enough to see which keys are in use, seldom enough to cost nothing. */
const USE_NOTED_EVERY = '1 minute';
const STILL_VALID = 'revoked_at is null and (expires_at is null or expires_at > pressroom.clock())';
const RECORD = `id, tenant, user_id as "userId", name, scopes, created_at as "createdAt", expires_at as "expiresAt",
  revoked_at as "revokedAt", last_used_at as "lastUsedAt"`;

/** The key of this id unless it was revoked or has expired. */
export async function findValidApiKey(db: Queryable, id: string): Promise<ApiKeyCheck | null> {
  const rows = await db.query<ApiKeyCheck>(
    `select id, tenant, user_id as "userId", scopes, secret_sha256 as "secretSha256",
       extract(epoch from expires_at - pressroom.clock())::float8 as "secondsLeft",
       (last_used_at is null or last_used_at <= pressroom.clock() - interval '${USE_NOTED_EVERY}') as "noteUse"
     from pressroom.api_keys where id = $1 and ${STILL_VALID}`,
    [id],
  );
  return rows[0] ?? null;
}

/** Notes that a key is in use; several processes that do so at once write it once. */
export async function noteApiKeyUse(db: Queryable, id: string): Promise<void> {
  await db.query(
    `update pressroom.api_keys set last_used_at = pressroom.clock()
     where id = $1 and (last_used_at is null or last_used_at <= pressroom.clock() - interval '${USE_NOTED_EVERY}')`,
    [id],
  );
}

export interface NewApiKeyRow {
  id: string;
  secretSha256: string;
  tenant: string;
  userId: string | null;
  name: string;
  scopes: readonly string[];
  /** Null: it does not expire. */
  expiresInDays: number | null;
}

export async function insertApiKey(db: Queryable, row: NewApiKeyRow): Promise<ApiKeyRecord> {
  const [inserted] = await db.query<ApiKeyRecord>(
    `insert into pressroom.api_keys (id, secret_sha256, tenant, user_id, name, scopes, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, pressroom.clock(), pressroom.clock() + make_interval(days => $7))
     returning ${RECORD}`,
    [row.id, row.secretSha256, row.tenant, row.userId, row.name, row.scopes, row.expiresInDays],
  );
  if (!inserted) throw new Error('The new key was not returned by the database');
  return inserted;
}

/** All keys of all tenants, oldest first. */
export function listApiKeys(db: Queryable): Promise<ApiKeyRecord[]> {
  return db.query<ApiKeyRecord>(`select ${RECORD} from pressroom.api_keys order by created_at, id`);
}

/** Ends a key. Revoking it again leaves the first time. @returns null when there is no such key */
export async function revokeApiKey(db: Queryable, id: string): Promise<ApiKeyRecord | null> {
  const rows = await db.query<ApiKeyRecord>(
    `update pressroom.api_keys set revoked_at = coalesce(revoked_at, pressroom.clock()) where id = $1 returning ${RECORD}`,
    [id],
  );
  return rows[0] ?? null;
}

/** Whether any key can be used. */
export async function hasValidApiKey(db: Queryable): Promise<boolean> {
  return (await db.query(`select from pressroom.api_keys where ${STILL_VALID} limit 1`)).length > 0;
}
