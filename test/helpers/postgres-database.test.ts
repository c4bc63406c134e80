import { expect, test } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase } from './database.ts';
import { jobTypes } from '../../src/contract/contract.ts';

test('a test gets a database of its own with schema and queues', async () => {
  const [one, two] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  expect(one.url).not.toBe(two.url);
  const client = new pg.Client({ connectionString: one.url });
  await client.connect();
  const { rows } = await client.query(
    `select to_regclass('pressroom.document_jobs') is not null as schema, (select count(*)::int from pgboss.queue) as queues`,
  );
  await client.end();
  expect(rows).toEqual([{ schema: true, queues: jobTypes.length }]);
  await Promise.all([one.drop(), two.drop()]);
});

test('a connection that is left open fails the test that left it, and the database is removed all the same', async () => {
  const database = await createTestDatabase();
  const client = new pg.Client({ connectionString: database.url, application_name: 'the-leak' });
  const cutOff = new Promise((resolve) => client.on('error', resolve));
  await client.connect();
  await client.query('select 42');
  await expect(database.drop()).rejects.toThrow(/the-leak \(idle\): select 42/);
  await cutOff;
  await expect(new pg.Client({ connectionString: database.url }).connect()).rejects.toMatchObject({ code: '3D000' });
});
