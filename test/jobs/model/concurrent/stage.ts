import type { Pool } from '../../../../src/db/pool.ts';
import { openWorld, START, type World } from '../world.ts';
import type { SceneClock } from './deed.ts';
import { gatedPool } from './gated-pool.ts';
import type { FindBlocked } from './turnstile.ts';

/** A world in which several may act at once, and be held up between any two statements. */
export interface Stage {
  world: World;
  clock: SceneClock;
  findBlocked: FindBlocked;
  /** An empty database again, at the same time as ever. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

const MAX_CONNECTIONS = 12;

export async function openStage(): Promise<Stage> {
  let connections: Pool | undefined;
  const world = await openWorld(MAX_CONNECTIONS, (pool) => gatedPool((connections = pool)));
  const pool = connections!;
  await keepTimeOfTransactions(pool);
  await pool.query(`update pgboss.version set monitor_backoff_on = '2100-01-01'`); // no statistics: they take most of the time
  await world.core.queue.supervise(); // what pg-boss does once a day is done
  const clock = createClock(pool);
  return {
    world,
    clock,
    findBlocked: (pids) => findBlocked(pool, pids),
    async clear() {
      await world.clear();
      await clock.set(START);
      await pool.query('update pgboss.queue set monitor_on = null, monitor_claim_on = null');
    },
    close: () => world.close(),
  };
}

/** As `now()` does: the test's clock is read once in a transaction, when it begins. */
async function keepTimeOfTransactions(pool: Pool): Promise<void> {
  await pool.query(
    `create or replace function pgboss.job_now() returns timestamptz language sql stable as $$
       select coalesce(nullif(current_setting('model.now', true), ''),
         set_config('model.now', (select now from pgboss.__pgboss_test_clock)::text, true))::timestamptz $$`,
  );
}

/** Moves while statements are under way, for which pg-boss's own clock would wait. */
function createClock(pool: Pool): SceneClock & { set(time: number): Promise<void> } {
  let now = START;
  const set = async (time: number): Promise<void> => {
    await pool.query('update pgboss.__pgboss_test_clock set now = to_timestamp($1)', [time / 1000]);
    now = time;
  };
  return { now: () => now, set, passSeconds: (seconds) => set(now + seconds * 1000) };
}

async function findBlocked(pool: Pool, pids: number[]): Promise<number[]> {
  const rows = await pool.query<{ pid: number }>(
    'select pid from unnest($1::int[]) pid where cardinality(pg_blocking_pids(pid)) > 0',
    [pids],
  );
  return rows.map(({ pid }) => pid);
}
