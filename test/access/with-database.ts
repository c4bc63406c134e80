import { afterAll, beforeAll } from '@jest/globals';
import { createPool, type Pool } from '../../src/db/pool.ts';
import { createTestDatabase, type TestDatabase } from '../helpers/database.ts';

/** A database and a pool on it for all tests of a file. */
export function withDatabase(): { pool: Pool; url: string } {
  const given = {} as { pool: Pool; url: string };
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
    given.url = database.url;
    given.pool = createPool({ databaseUrl: database.url, applicationName: 'pressroom-test', maxConnections: 6 });
  });
  afterAll(async () => {
    await given.pool.close();
    await database.drop();
  });
  return given;
}
