import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { findHorizonHolder } from '../../src/db/held-horizon.ts';
import { createPool, type Pool } from '../../src/db/pool.ts';
import { createTestDatabase, type TestDatabase } from '../helpers/database.ts';

let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool({ databaseUrl: database.url, applicationName: 'test', maxConnections: 2 });
});
afterAll(async () => {
  await pool.close();
  await database.drop();
});

/** Time cannot be moved in the server's own statistics. */
const LONG_MS = 10_500;

test('a transaction that is open for long and has read or written is told of; one that only waits with a lock is not', async () => {
  const [reader, waiter] = await Promise.all(['reader', 'waiter'].map(connect));
  await waiter!.query('begin; select pg_advisory_xact_lock(1)');
  await reader!.query('begin isolation level repeatable read; select 1 from pressroom.workers');
  expect(await findHorizonHolder(pool)).toBeNull();
  await new Promise((resolve) => setTimeout(resolve, LONG_MS));
  expect(await findHorizonHolder(pool)).toMatchObject({
    applicationName: 'reader',
    state: 'idle in transaction',
    since: expect.any(Date),
    seconds: expect.any(Number),
  });
  await reader!.query('commit');
  expect(await findHorizonHolder(pool)).toBeNull();
  await Promise.all([reader!.end(), waiter!.end()]);
});

async function connect(name: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: database.url, application_name: name });
  await client.connect();
  return client;
}
