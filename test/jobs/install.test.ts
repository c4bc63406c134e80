import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { DatabaseTooNewError, migrateSchema, schemaFault } from '../../src/db/migrate.ts';
import { createPool, type Pool } from '../../src/db/pool.ts';
import { installDatabase } from '../../src/jobs/install.ts';
import { createTestDatabase, type TestDatabase } from '../helpers/database.ts';

const TYPES = ['pdf', 'spreadsheet'];
let database: TestDatabase;
let pool: Pool;

beforeEach(async () => {
  database = await createTestDatabase();
  pool = createPool({ databaseUrl: database.url, applicationName: 'test', maxConnections: 2 });
});
afterEach(async () => {
  await pool.close();
  await database.drop();
});

test('five processes that install an empty database at once: each migration is applied once, all succeed', async () => {
  await pool.query('drop schema pressroom cascade; drop schema pgboss cascade');
  expect(await schemaFault((text) => pool.query(text))).toContain('run `npm run migrate`');
  const applied = await Promise.all(Array.from({ length: 5 }, () => installDatabase(database.url, TYPES)));
  const names = applied.flat();
  expect(names).toContain('0001_core');
  expect(new Set(names).size).toBe(names.length);
  expect(await schemaFault((text) => pool.query(text))).toBeNull();
  expect(await pool.query('select name from pgboss.queue order by name')).toEqual(TYPES.map((name) => ({ name })));
});

test('a migration that fails leaves nothing of itself, and the next start applies it', async () => {
  await pool.query(
    'drop schema pressroom cascade; create schema pressroom; create view pressroom.job_statistics as select 1',
  );
  await expect(migrateSchema(database.url)).rejects.toThrow('already exists'); // at the very end of the first migration
  expect(await pool.query(`select to_regclass('pressroom.document_jobs') as made`)).toEqual([{ made: null }]);
  await pool.query('drop view pressroom.job_statistics');
  expect(await migrateSchema(database.url)).toContain('0001_core');
});

test('a database that is newer than the code is refused, in words', async () => {
  await pool.query(`insert into pressroom.schema_migrations (version, name) values (9000, '9000_future')`);
  await expect(migrateSchema(database.url)).rejects.toThrow(DatabaseTooNewError);
  expect(await schemaFault((text) => pool.query(text))).toMatch(
    /is at schema version 9000, this code knows versions up to/,
  );
});
