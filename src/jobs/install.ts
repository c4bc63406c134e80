import { migrateSchema } from '../db/migrate.ts';
import { createPool } from '../db/pool.ts';
import { installQueue } from './queue.ts';

/**
 * Brings a database to what this code needs: our schema, pg-boss's and one queue a job type. Safe to run again, and from
 * several processes at once.
 *
 * @returns the names of our migrations that were applied now.
 */
export async function installDatabase(databaseUrl: string, types: readonly string[]): Promise<string[]> {
  const applied = await migrateSchema(databaseUrl);
  const pool = createPool({ databaseUrl, applicationName: 'pressroom-migrate', maxConnections: 2 });
  try {
    await installQueue(pool, types, () => {});
  } finally {
    await pool.close();
  }
  return applied;
}
