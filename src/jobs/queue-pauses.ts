import { CLAIM_LOCKS } from '../db/advisory-locks.ts';
import type { Queryable } from '../db/pool.ts';
import { transaction, type Tx } from '../db/transaction.ts';
import type { JobsCore } from './core.ts';

/**
 * Queues that hand out nothing for a while. Their jobs are created, wait, and may be cancelled or pass their deadlines as
 * ever; attempts that run go on; only no attempt begins.
 */

export interface QueuePause {
  type: string;
  pausedAt: Date;
  reason: string | null;
  /** Of whoever paused it. */
  tenant: string;
  pausedBy: string;
}

export interface PauseRequest {
  reason: string | null;
  tenant: string;
  pausedBy: string;
}

/**
 * Pauses a queue. When this returns, no claim of the type is under way, and none will begin an attempt. One that is paused
 * already stays as it is.
 *
 * @throws when claims that are under way do not end within the limits of the pool; the pause stands all the same.
 */
export async function pauseQueue(
  core: JobsCore,
  type: string,
  { reason, tenant, pausedBy }: PauseRequest,
): Promise<void> {
  await core.pool.query(
    `insert into pressroom.queue_pauses (type, paused_at, reason, tenant, paused_by)
     values ($1, pressroom.clock(), $2, $3, $4) on conflict (type) do nothing`,
    [type, reason, tenant, pausedBy],
  );
  // Claims that begin from now on see the pause. Those that looked before it hold this lock until they have committed.
  await transaction(core.pool, core.hints, (tx) =>
    tx.query('select pg_advisory_xact_lock($1, hashtext($2))', [CLAIM_LOCKS, type]),
  );
}

/** Lets a queue hand out jobs again, and wakes the workers. */
export async function resumeQueue(core: JobsCore, type: string): Promise<void> {
  await transaction(core.pool, core.hints, async (tx) => {
    await tx.query('delete from pressroom.queue_pauses where type = $1', [type]);
    tx.hint({ topic: 'work', key: type });
  });
}

/** Whether attempts of the type may begin in this transaction. A pause waits for its end. */
export async function mayClaim(tx: Tx, type: string): Promise<boolean> {
  const [row] = await tx.query<{ may: boolean }>('select pressroom.may_claim($1) as may', [type]);
  return row?.may === true;
}

/** The pauses of these types; one that is not paused is left out. */
export function readPauses(db: Queryable, types: readonly string[]): Promise<QueuePause[]> {
  return db.query<QueuePause>(
    `select type, paused_at as "pausedAt", reason, tenant, paused_by as "pausedBy"
     from pressroom.queue_pauses where type = any($1::text[])`,
    [types],
  );
}
