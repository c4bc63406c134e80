import { ensureFirstAdminKey } from '../src/access/api-keys.ts';
import { ConfigError, EXIT_CONFIG, readConfig, type Config } from '../src/config.ts';
import { jobTypes } from '../src/contract/contract.ts';
import { DatabaseTooNewError } from '../src/db/migrate.ts';
import { createPool } from '../src/db/pool.ts';
import { messageOf } from '../src/errors.ts';
import { installDatabase } from '../src/jobs/install.ts';

/**
 * `npm run migrate`: the one-shot step of a deployment. Brings the database up to date and, where credentials are
 * required and there is no key yet, makes the first admin key and prints it once.
 */
async function main(): Promise<void> {
  const config = readConfig();
  const applied = await installDatabase(config.databaseUrl, jobTypes);
  console.log(applied.length > 0 ? `Migrated: ${applied.join(', ')}` : 'The database is up to date.');
  if (config.authRequired && config.jwt === null) await makeFirstKey(config);
}

async function makeFirstKey(config: Config): Promise<void> {
  const pool = createPool({ databaseUrl: config.databaseUrl, applicationName: 'pressroom-migrate', maxConnections: 1 });
  try {
    const key = await ensureFirstAdminKey(pool);
    if (key)
      console.log(
        `\nThe first admin key. It is shown only now:\n\n    ${key}\n\nMore keys: npm run keys -- create --help\n`,
      );
  } finally {
    await pool.close();
  }
}

main().catch((error: unknown) => {
  console.error(messageOf(error));
  process.exit(error instanceof ConfigError || error instanceof DatabaseTooNewError ? EXIT_CONFIG : 1);
});
