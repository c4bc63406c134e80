import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { asAdmin, urlOf } from './postgres-template.ts';

export interface TestDatabase {
  url: string;
  /** Removes the database. Throws if connections to it are still open: somebody forgot to close them. */
  drop(): Promise<void>;
}

/** A connection that was just closed by its client is still seen by the server for a moment. */
const CLOSING_MS = 2_000;
const POLL_MS = 10;
const OBJECT_IN_USE = '55006';
/** Any constant: clones are made one after the other, because the template counts as in use while it is copied. */
const CLONE_LOCK = 7_072_656_574;

/** A database of the test's own, with the schema and the queues installed. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const adminUrl = setting('PRESSROOM_TEST_ADMIN_URL');
  const template = setting('PRESSROOM_TEST_TEMPLATE');
  const name = `pressroom_test_${randomUUID().replaceAll('-', '')}`;
  await asAdmin(adminUrl, (admin) => clone(admin, template, name));
  return { url: urlOf(adminUrl, name), drop: () => asAdmin(adminUrl, (admin) => drop(admin, name)) };
}

async function clone(admin: pg.Client, template: string, name: string): Promise<void> {
  await admin.query('select pg_advisory_lock($1)', [CLONE_LOCK]);
  for (;;) {
    try {
      await admin.query(`create database ${name} template ${template}`);
      return;
    } catch (error) {
      // The server's own maintenance looks into it now and then.
      if ((error as { code?: string }).code !== OBJECT_IN_USE) throw error;
      await delay(POLL_MS);
    }
  }
}

async function drop(admin: pg.Client, name: string): Promise<void> {
  const leaked = await connectionsLeft(admin, name);
  await admin.query(`drop database ${name} with (force)`);
  if (leaked.length > 0) throw new Error(`Connections to the test's database were left open:\n${leaked.join('\n')}`);
}

async function connectionsLeft(admin: pg.Client, name: string): Promise<string[]> {
  const deadline = performance.now() + CLOSING_MS;
  for (;;) {
    const { rows } = await admin.query<{ connection: string }>(
      `select format('%s (%s): %s', application_name, state, query) as connection
         from pg_stat_activity where datname = $1 and backend_type = 'client backend'`,
      [name],
    );
    if (rows.length === 0 || performance.now() > deadline) return rows.map(({ connection }) => connection);
    await delay(POLL_MS);
  }
}

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: the tests must run under Jest with test/helpers/global-setup.ts.`);
  return value;
}
