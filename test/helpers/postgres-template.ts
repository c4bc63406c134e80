import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { jobTypes } from '../../src/contract/contract.ts';
import { installDatabase } from '../../src/jobs/install.ts';

/**
 * Makes a database with everything that the migration step installs, to be cloned by the tests. Nobody may connect to
 * it afterwards: a database that is in use cannot be cloned.
 * @returns its name
 */
export async function createTemplate(adminUrl: string): Promise<string> {
  const name = `pressroom_template_${randomUUID().replaceAll('-', '')}`;
  await asAdmin(adminUrl, async (admin) => {
    await admin.query(`create database ${name} template template0`);
    await installDatabase(urlOf(adminUrl, name), jobTypes);
    await admin.query(`alter database ${name} with is_template true allow_connections false`);
  });
  return name;
}

/** Removes it again from a server that lives on. */
export async function dropTemplate(adminUrl: string, name: string): Promise<void> {
  await asAdmin(adminUrl, async (admin) => {
    await admin.query(`alter database ${name} with is_template false`);
    await admin.query(`drop database ${name} with (force)`);
  });
}

/** The URL of another database on the same server. */
export function urlOf(adminUrl: string, database: string): string {
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  return url.href;
}

/** Work on a connection of its own to the server's first database. */
export async function asAdmin<T>(adminUrl: string, work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: adminUrl, application_name: 'pressroom-test-admin' });
  admin.on('error', () => undefined);
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}
