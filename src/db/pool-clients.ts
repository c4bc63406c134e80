import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { PoolLimits } from './pool-limits.ts';
import { withinTime } from './within-time.ts';

export interface ClientsOptions {
  databaseUrl: string;
  /** Shown in pg_stat_activity. */
  applicationName: string;
  maxConnections: number;
  /** Called for a connection that broke while idle; the pool opens another when it needs one. */
  onIdleError?: (error: Error) => void;
  /** Extra `-c name=value` settings for every session. */
  sessionOptions?: string;
}

/** How long a connection may take to be made, and how long a client outside every pool waits for an answer. */
export const CONNECT_TIMEOUT_MS = 5_000;
/** A peer that is gone is noticed some 20 s later also where nothing is sent. */
export const KEEP_ALIVE = { keepAlive: true, keepAliveInitialDelayMillis: 10_000 };
/** A process that dies inside a transaction without its connection closing must not hold row locks for long. */
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 15_000;
/** A server that refused a connection is asked for no further ones than the pool has, but for one, for about so long. */
const REFUSED_PAUSE_MS = 1_000;
/** Stops waiting for connections that do not end. */
const CLOSE_MS = 3_000;

/** The connections of a pool. */
export interface Clients {
  take(): Promise<pg.PoolClient>;
  giveBack(client: pg.PoolClient, isBroken: boolean): void;
  /** What was asked at this time (performance.now) is not answered yet. */
  missAnswer(askedAt: number): void;
  /** The server has answered what this client was asked at this time. */
  hear(client: pg.PoolClient, askedAt: number): void;
  close(): Promise<void>;
}

/** node-postgres's pool, with a limit on waiting that leaves a connection time to be made, and care with dead ones. */
export function createClients(options: ClientsOptions, limits: PoolLimits): Clients {
  const pool = new pg.Pool({
    connectionString: options.databaseUrl,
    application_name: options.applicationName,
    max: options.maxConnections,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: limits.statementMs,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
    ...KEEP_ALIVE,
    ...(options.sessionOptions ? { options: options.sessionOptions } : {}),
  });
  const made = new Set<pg.PoolClient>(); // the pool itself counts those that are being made as well
  const doubt = createDoubt();
  let growAgain: NodeJS.Timeout | undefined;
  // Without a listener the error of a connection, idle or in use, would end the process. Who uses it hears of it anyway.
  pool.on('error', (error) => options.onIdleError?.(error));
  pool.on('connect', (client) => {
    client.on('error', () => {});
    doubt.hear(client);
    made.add(client);
  });
  pool.on('remove', (client) => made.delete(client as pg.PoolClient));

  /** Others wait for the connections that there are: a server that has no more to give is not stormed. */
  function pauseGrowth(): void {
    pool.options.max = Math.max(1, made.size);
    clearTimeout(growAgain);
    const pauseMs = REFUSED_PAUSE_MS * (0.5 + Math.random());
    growAgain = setTimeout(() => (pool.options.max = options.maxConnections), pauseMs).unref();
  }

  async function take(): Promise<pg.PoolClient> {
    const isFull = pool.idleCount === 0 && pool.totalCount >= pool.options.max;
    const deadline = performance.now() + (isFull ? limits.busyMs : limits.connectMs);
    for (;;) {
      try {
        const client = await takeBefore(pool, deadline);
        if (!doubt.isIn(client)) return client;
        client.release(true);
      } catch (error) {
        if (performance.now() >= deadline) throw error;
        pauseGrowth();
        if (made.size === 0 || pool.ending) throw error; // nothing to wait for
      }
    }
  }

  return {
    take,
    giveBack: (client, isBroken) => client.release(isBroken),
    missAnswer: doubt.missAnswer,
    hear: doubt.hear,
    async close() {
      clearTimeout(growAgain);
      await Promise.race([pool.end(), sleep(CLOSE_MS, undefined, { ref: false })]);
    },
  };
}

/** While an answer is missing, connections that were silent since are doubtful: they may have died without a word. */
function createDoubt() {
  const heardAt = new WeakMap<pg.PoolClient, number>();
  let silentSince = -Infinity;
  return {
    isIn: (client: pg.PoolClient): boolean => (heardAt.get(client) ?? 0) < silentSince,
    missAnswer: (askedAt: number): void => void (silentSince = Math.max(silentSince, askedAt)),
    hear(client: pg.PoolClient, askedAt?: number): void {
      heardAt.set(client, performance.now());
      if (askedAt === silentSince) silentSince = -Infinity; // it was only slow
    },
  };
}

/** A connection that comes too late for its caller is left to the next one. */
function takeBefore(pool: pg.Pool, deadline: number): Promise<pg.PoolClient> {
  let isLate = false;
  const taking = pool.connect();
  taking.then(
    (client) => isLate && client.release(),
    () => {},
  );
  return withinTime(taking, deadline - performance.now(), () => {
    isLate = true;
    return new Error('timeout exceeded when trying to connect: no connection became free');
  });
}
