import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createPool, type Pool } from '../../src/db/pool.ts';
import { createTestDatabase } from '../helpers/database.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool({ databaseUrl: database.url, applicationName: 'test', maxConnections: 1 });
});
afterAll(async () => {
  await pool.close();
  await database.drop();
});

test('a text that fails in the transaction which it began leaves nothing open for the next user of its connection', async () => {
  await expect(pool.execute('begin; select 1 / 0; commit')).rejects.toThrow('division by zero');
  expect(await pool.query('select 1 as one')).toEqual([{ one: 1 }]);
});

test('and what it has done is undone', async () => {
  await expect(pool.execute('begin; create table half (); select 1 / 0; commit')).rejects.toThrow('division by zero');
  expect(await pool.query(`select to_regclass('half') as half`)).toEqual([{ half: null }]);
});
