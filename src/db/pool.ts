import pg from 'pg';
import { type Clients, type ClientsOptions, CONNECT_TIMEOUT_MS, createClients, KEEP_ALIVE } from './pool-clients.ts';
import { PATIENT, type PoolLimits } from './pool-limits.ts';
import { withinTime } from './within-time.ts';

/** What runs a statement: the pool (a transaction of its own each) or an open transaction. */
export interface Queryable {
  /** Runs one static statement and returns its rows. */
  query<Row extends object>(text: string, values?: unknown[]): Promise<Row[]>;
  /** As `query`, with node-postgres's own result: for a library that brings its own SQL. */
  execute(text: string, values?: unknown[]): Promise<pg.QueryResult>;
}

export interface Pool extends Queryable {
  /**
   * A connection of the caller's own, which must be given back.
   *
   * @throws when there is none for longer than the limits allow, or the server refuses.
   */
  connect(): Promise<Connection>;
  /** Waits for what is under way. */
  close(): Promise<void>;
  readonly limits: PoolLimits;
  readonly maxConnections: number;
  /** For statements that may take their time; a pool that is patient itself is its own. */
  readonly patient: Pool;
}

export interface Connection {
  /** @param limitMs gives up sooner than the pool's limits do. */
  query<Row extends object>(text: string, values?: unknown[], limitMs?: number): Promise<pg.QueryResult<Row>>;
  /** Whether it can be used no more: an answer is missing, or it leads to a server that takes no writes. */
  readonly isBroken: boolean;
  /** Gives it back; a broken one is closed, and the server undoes what was open. */
  release(): void;
}

export interface PoolOptions extends ClientsOptions {
  /** Default: patient. */
  limits?: PoolLimits;
  /** The pool for statements that may take their time. Default: this one. */
  patient?: Pool;
}

/** An answer that is missing for so long may never come, nor any on connections that were silent since. */
const SUSPICION_MS = 2_000;

// int8 as a number: every bigint of the schema stays far below 2^53. numeric and float8 likewise.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

export function createPool(options: PoolOptions): Pool {
  const limits = options.limits ?? PATIENT;
  const clients = createClients(options, limits);

  async function connect(): Promise<Connection> {
    return openConnection(await clients.take(), limits.answerMs, clients);
  }
  async function execute(text: string, values?: unknown[]): Promise<pg.QueryResult> {
    const deadline = performance.now() + limits.answerMs; // the wait for a connection is part of it
    const connection = await connect();
    try {
      return await connection.query(text, values, deadline - performance.now());
    } catch (error) {
      // A text without values may hold several statements, a `begin` among them that nothing has ended.
      if (values === undefined) await rollBack(connection);
      throw error;
    } finally {
      connection.release();
    }
  }
  const pool: Pool = {
    query: async <Row extends object>(text: string, values?: unknown[]) => (await execute(text, values)).rows as Row[],
    execute,
    connect,
    close: clients.close,
    limits,
    maxConnections: options.maxConnections,
    get patient() {
      return options.patient ?? pool;
    },
  };
  return pool;
}

/** A connection that does not answer is not asked to roll back: it is closed, and the server rolls back by itself. */
export async function rollBack(connection: Connection): Promise<void> {
  if (!connection.isBroken) await connection.query('rollback').catch(() => {});
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
    ...KEEP_ALIVE,
  });
}

const READ_ONLY = '25006';

function openConnection(client: pg.PoolClient, answerMs: number, clients: Clients): Connection {
  let isBroken = false;
  return {
    async query<Row extends object>(text: string, values?: unknown[], limitMs = Infinity) {
      const askedAt = performance.now();
      const suspicion = setTimeout(clients.missAnswer, SUSPICION_MS, askedAt);
      try {
        const late = (): Error => new Error('Query read timeout');
        const result = await withinTime(client.query<Row>(text, values), Math.min(answerMs, limitMs), late);
        clients.hear(client, askedAt);
        return result;
      } catch (error) {
        // Whatever is no answer of the server leaves open what it is still doing; one that is read-only was demoted.
        isBroken ||= !(error instanceof pg.DatabaseError) || error.code === READ_ONLY;
        if (!isBroken) clients.hear(client, askedAt);
        throw error;
      } finally {
        clearTimeout(suspicion);
      }
    },
    get isBroken() {
      return isBroken;
    },
    release: () => clients.giveBack(client, isBroken),
  };
}
