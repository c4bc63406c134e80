import type { Queryable } from '../db/pool.ts';

type QueueState = 'created' | 'retry' | 'active' | 'completed' | 'cancelled' | 'failed';

/** What the queue knows of a job. */
export interface QueueRecord {
  state: QueueState;
  retryCount: number;
  /** How pg-boss itself ended the last attempt, if it did. */
  endedBy: 'expiry' | 'lost-heartbeat' | null;
}

/**
 * Locks the queue's record of a job, always before the job's own row.
 *
 * pg-boss replaces the record of an attempt that failed: it deletes the row and inserts another. Whoever waited for the
 * lock of the old one finds none, and only a look that begins after that sees the new one.
 */
export async function lockRecord(tx: Queryable, type: string, id: string): Promise<QueueRecord | null> {
  for (let look = 1; look <= MAX_LOOKS; look += 1) {
    const record = await lockSeenRecord(tx, type, id);
    if (record) return record;
  }
  return null;
}

const MAX_LOOKS = 3;

async function lockSeenRecord(tx: Queryable, type: string, id: string): Promise<QueueRecord | null> {
  const rows = await tx.query<QueueRecord>(
    `select state::text as state, retry_count as "retryCount", case output #>> '{value,message}'
       when 'job timed out' then 'expiry' when 'job heartbeat timeout' then 'lost-heartbeat' end as "endedBy"
     from pgboss.job where name = $1 and id = $2 for update`,
    [type, id],
  );
  return rows[0] ?? null;
}

/** Whether there is a record now, without a lock on it. */
export async function hasRecord(db: Queryable, type: string, id: string): Promise<boolean> {
  return (await db.query('select 1 from pgboss.job where name = $1 and id = $2', [type, id])).length === 1;
}

/** As `lockRecord`, for several of a type. Nearly all are found at the first look. */
export async function lockRecords(tx: Queryable, type: string, ids: readonly string[]): Promise<void> {
  const rows = await tx.query<{ id: string }>(
    'select id from pgboss.job where name = $1 and id = any($2::uuid[]) order by id for update',
    [type, ids],
  );
  const locked = new Set(rows.map(({ id }) => id));
  for (const id of ids) if (!locked.has(id)) await lockRecord(tx, type, id);
}
