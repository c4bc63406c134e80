import type { Queryable } from '../db/pool.ts';
import type { IdempotencyClaim } from './enqueue-jobs.ts';

/** How long a key answers with the job it first made. */
export const KEY_KEPT_SECONDS = 86_400;

/** Something that is made once for a key: a job, or what else has an id and a tenant. */
export interface KeyedRequest {
  job: { id: string; tenant: string };
  idempotency: IdempotencyClaim | null;
}

export interface KeyReservation {
  isNew: boolean;
  fingerprint: string;
  jobId: string;
}

interface KeyRow {
  tenant: string;
  owner: string;
  key: string;
  fingerprint: string;
  jobId: string;
}

/**
 * Reserves the keys of those requests that have one; a key appears at most once in `requests`. A key that is there
 * already (and not expired) is returned as it stands. Keys are taken in one order, so two batches cannot deadlock.
 */
export async function reserveKeys<Request extends KeyedRequest>(
  db: Queryable,
  requests: Request[],
): Promise<Map<Request, KeyReservation>> {
  const wanted = new Map<string, Request>();
  for (const request of requests) if (request.idempotency) wanted.set(keyOf(request), request);
  const found = new Map<Request, KeyReservation>();
  if (wanted.size === 0) return found;
  const rows = [...wanted.values()].map(toRow);
  const reserved = await insertKeys(db, rows);
  const taken = reserved.length < rows.length ? await readKeys(db, rows) : reserved;
  const isNew = new Set(reserved.map(identity));
  for (const row of taken) {
    const request = wanted.get(identity(row));
    if (request)
      found.set(request, { isNew: isNew.has(identity(row)), fingerprint: row.fingerprint, jobId: row.jobId });
  }
  return found;
}

/** The request that holds a key now. */
export async function findKey(
  db: Queryable,
  tenant: string,
  { owner, key }: Pick<IdempotencyClaim, 'owner' | 'key'>,
): Promise<{ fingerprint: string; jobId: string } | null> {
  const rows = await db.query<{ fingerprint: string; jobId: string }>(
    `select fingerprint, job_id as "jobId" from pressroom.idempotency_keys
     where tenant = $1 and owner = $2 and key = $3 and expires_at > pressroom.clock()`,
    [tenant, owner, key],
  );
  return rows[0] ?? null;
}

function toRow({ job, idempotency }: KeyedRequest): KeyRow {
  const { owner = '', key = '', fingerprint = '' } = idempotency ?? {};
  return { tenant: job.tenant, owner, key, fingerprint, jobId: job.id };
}

function keyOf(request: KeyedRequest): string {
  return identity(toRow(request));
}

/** One text for a key's place: no part can contain NUL. */
export function identity(row: { tenant: string; owner: string; key: string }): string {
  return `${row.tenant}\0${row.owner}\0${row.key}`;
}

function insertKeys(db: Queryable, rows: KeyRow[]): Promise<KeyRow[]> {
  return db.query<KeyRow>(
    `insert into pressroom.idempotency_keys as k (tenant, owner, key, fingerprint, job_id, expires_at)
     select tenant, owner, key, fingerprint, "jobId", pressroom.clock() + $2 * interval '1 second'
     from json_to_recordset($1::text::json) as s(tenant text, owner text, key text, fingerprint text, "jobId" uuid)
     order by tenant, owner, key
     on conflict (tenant, owner, key) do update
       set fingerprint = excluded.fingerprint, job_id = excluded.job_id, expires_at = excluded.expires_at
       where k.expires_at <= pressroom.clock()
     returning tenant, owner, key, fingerprint, job_id as "jobId"`,
    [JSON.stringify(rows), KEY_KEPT_SECONDS],
  );
}

function readKeys(db: Queryable, rows: KeyRow[]): Promise<KeyRow[]> {
  return db.query<KeyRow>(
    `select k.tenant, k.owner, k.key, k.fingerprint, k.job_id as "jobId"
     from pressroom.idempotency_keys k
     join json_to_recordset($1::text::json) as s(tenant text, owner text, key text) using (tenant, owner, key)`,
    [JSON.stringify(rows)],
  );
}
