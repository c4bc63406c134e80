import pg from 'pg';

/** What the names of the tests' own connections begin with: disturbances of the service leave them alone. */
export const TEST_NAME = 'fault-test';

const CONNECT_MS = 60_000;

/** Asks a server one thing, on a connection of its own. */
export async function askServer<Row extends object>(url: string, text: string, values?: unknown[]): Promise<Row[]> {
  const client = await connectTo(url);
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await disconnect(client);
  }
}

/** A connection that may break: whoever uses it next is told. */
export async function connectTo(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: TEST_NAME,
    connectionTimeoutMillis: CONNECT_MS,
  });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** Also of a server that has ended meanwhile. */
export async function disconnect(client: pg.Client): Promise<void> {
  await client.end().catch(() => undefined);
}
