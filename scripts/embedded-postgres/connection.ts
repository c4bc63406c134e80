import { realpathSync } from 'node:fs';
import pg from 'pg';
import { SUPERUSER } from './cluster.ts';

const CONNECT_TIMEOUT_MS = 5_000;
const DUPLICATE_DATABASE = '42P04';
/** Nobody listens yet; cut off while starting; "the database system is starting up". */
const NOT_YET = new Set(['ECONNREFUSED', 'ECONNRESET', '57P03']);

/** The URL of a database of the embedded server. */
export function databaseUrl(port: number, password: string, database: string): string {
  return `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`;
}

/**
 * Whether a server accepts connections at this URL and serves that data directory.
 * @throws when something else answers there, or refuses for a reason that waiting does not cure
 */
export async function answers(url: string, clusterDirectory: string): Promise<boolean> {
  try {
    const directory = await withClient(url, async (client) => {
      const { rows } = await client.query<{ data_directory: string }>('show data_directory');
      return rows[0]?.data_directory;
    });
    if (directory === undefined || realpathSync(directory) !== realpathSync(clusterDirectory)) {
      throw new Error(`Another Postgres server answers at 127.0.0.1:${new URL(url).port}.`);
    }
    return true;
  } catch (error) {
    if (NOT_YET.has((error as { code?: string }).code ?? '')) return false;
    throw error;
  }
}

/** Creates the database of this name unless it is there. */
export async function ensureDatabase(adminUrl: string, name: string): Promise<void> {
  await withClient(adminUrl, async (client) => {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (rowCount) return;
    await client.query(`create database ${pg.escapeIdentifier(name)}`).catch((error: { code?: string }) => {
      if (error.code !== DUPLICATE_DATABASE) throw error;
    });
  });
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, ssl: false, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  // Without a listener a server that dies in between would end this process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
