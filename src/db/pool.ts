import pg from 'pg';

/** What runs a statement: the pool (a transaction of its own each) or an open transaction. */
export interface Queryable {
  /** Runs one static statement and returns its rows. */
  query<Row extends object>(text: string, values?: unknown[]): Promise<Row[]>;
  /** As `query`, with node-postgres's own result: for a library that brings its own SQL. */
  execute(text: string, values?: unknown[]): Promise<pg.QueryResult>;
}

export interface Pool extends Queryable {
  /** A connection of the caller's own; it must be given back with `release`, with `true` when it may be broken. */
  connect(): Promise<pg.PoolClient>;
  close(): Promise<void>;
}

export interface PoolOptions {
  databaseUrl: string;
  /** Shown in pg_stat_activity. */
  applicationName: string;
  maxConnections: number;
  /** Called for a connection that broke while idle; the pool opens another when it needs one. */
  onIdleError?: (error: Error) => void;
  /** Extra `-c name=value` settings for every session. */
  sessionOptions?: string;
}

/** How long a request waits for a free connection before it is refused. */
const CONNECT_TIMEOUT_MS = 5_000;
/** No statement of the service should take long; one that does is ended by the server. */
const STATEMENT_TIMEOUT_MS = 30_000;
/** Longer than the statement timeout: the client gives up only when the server does not answer at all. */
const QUERY_TIMEOUT_MS = 35_000;
/** A process that dies inside a transaction without its connection closing must not hold row locks for long. */
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 15_000;

// int8 as a number: every bigint of the schema stays far below 2^53. numeric and float8 likewise.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

export function createPool(options: PoolOptions): Pool {
  const pool = new pg.Pool({
    connectionString: options.databaseUrl,
    application_name: options.applicationName,
    max: options.maxConnections,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
    keepAlive: true,
    ...(options.sessionOptions ? { options: options.sessionOptions } : {}),
  });
  // Without a listener the error of a connection, idle or in use, would end the process. Who uses it hears of it anyway.
  pool.on('error', (error) => options.onIdleError?.(error));
  pool.on('connect', (client) => client.on('error', () => {}));
  return {
    query: async <Row extends object>(text: string, values?: unknown[]) => (await pool.query<Row>(text, values)).rows,
    execute: (text, values) => pool.query(text, values),
    connect: () => pool.connect(),
    close: () => pool.end(),
  };
}

/** A connection outside every pool, for what belongs to a session: LISTEN, session locks. */
export function createClient(
  databaseUrl: string,
  applicationName: string,
  queryTimeoutMs: number | undefined = CONNECT_TIMEOUT_MS,
): pg.Client {
  return new pg.Client({
    connectionString: databaseUrl,
    application_name: applicationName,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: queryTimeoutMs,
    keepAlive: true,
  });
}
