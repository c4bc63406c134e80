import { readdir, readFile } from 'node:fs/promises';
import { MIGRATION_LOCK } from './advisory-locks.ts';
import { createClient } from './pool.ts';

const MIGRATIONS = new URL('./migrations/', import.meta.url);
/** A migration may rewrite a table, and may wait for another process that migrates. */
const MIGRATION_TIMEOUT_MS = 600_000;

interface Migration {
  version: number;
  name: string;
  sql: string;
}

export class DatabaseTooNewError extends Error {
  constructor(found: number, known: number) {
    super(
      `The database is at schema version ${found}, this code knows versions up to ${known}. ` +
        'Run the newer release, or restore a database of this one.',
    );
    this.name = 'DatabaseTooNewError';
  }
}

/**
 * Brings our schema to the newest version: each migration in a transaction of its own, all under one lock, so any
 * number of processes may call it at once. Forward only.
 *
 * @returns the names of the migrations that were applied now.
 * @throws DatabaseTooNewError when the database is ahead of this code.
 */
export async function migrateSchema(databaseUrl: string): Promise<string[]> {
  const migrations = await readMigrations();
  const client = createClient(databaseUrl, 'pressroom-migrate', MIGRATION_TIMEOUT_MS);
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await client.query('create schema if not exists pressroom');
    await client.query(`create table if not exists pressroom.schema_migrations
      (version integer primary key, name text not null, applied_at timestamptz not null default now())`);
    const version = await appliedVersion((text) => client.query(text));
    refuseNewerDatabase(version, migrations);
    const pending = migrations.filter((migration) => migration.version > version);
    for (const { version: number, name, sql } of pending) {
      await client.query(
        `begin; ${sql}; insert into pressroom.schema_migrations (version, name) values (${number}, '${name}'); commit`,
      );
    }
    return pending.map((migration) => migration.name);
  } finally {
    await client.end(); // releases the lock
  }
}

/**
 * For a process that starts: is the schema there and no newer than this code?
 *
 * @returns null when it fits, else a sentence that says what to do.
 */
export async function schemaFault(query: (text: string) => Promise<object[]>): Promise<string | null> {
  const migrations = await readMigrations();
  const known = migrations.at(-1)?.version ?? 0;
  const [table] = (await query(`select to_regclass('pressroom.schema_migrations') is not null as present`)) as {
    present: boolean;
  }[];
  if (!table?.present) return 'The database has no Pressroom schema yet: run `npm run migrate`.';
  const found = await appliedVersion(async (text) => ({ rows: await query(text) }));
  if (found > known) return new DatabaseTooNewError(found, known).message;
  if (found < known)
    return `The database is at schema version ${found}, this code needs ${known}: run \`npm run migrate\`.`;
  return null;
}

async function readMigrations(): Promise<Migration[]> {
  const files = (await readdir(MIGRATIONS)).filter((file) => /^\d{4}_\w+\.sql$/.test(file)).sort();
  return Promise.all(
    files.map(async (file) => ({
      version: Number(file.slice(0, 4)),
      name: file.replace(/\.sql$/, ''),
      sql: await readFile(new URL(file, MIGRATIONS), 'utf8'),
    })),
  );
}

async function appliedVersion(query: (text: string) => Promise<{ rows: object[] }>): Promise<number> {
  const { rows } = await query('select coalesce(max(version), 0) as version from pressroom.schema_migrations');
  return (rows[0] as { version: number }).version;
}

function refuseNewerDatabase(version: number, migrations: Migration[]): void {
  const known = migrations.at(-1)?.version ?? 0;
  if (version > known) throw new DatabaseTooNewError(version, known);
}
