import { AsyncLocalStorage } from 'node:async_hooks';
import type pg from 'pg';
import type { Connection, Pool } from '../../../../src/db/pool.ts';
import type { Actor } from './deed.ts';

/** Sees each statement of each actor before it is sent. */
export interface Gate {
  /** @param run sends it and waits for the answer */
  pass<T>(actor: Actor, statement: Statement, run: () => Promise<T>): Promise<T>;
}

export interface Statement {
  text: string;
  backendPid: number;
  /** Whether others see what it did when it is answered. */
  isLast: boolean;
}

/** Who is acting: whatever is called, as deep as it may be, is done in its name. */
export const acting = new AsyncLocalStorage<{ actor: Actor; gate: Gate }>();

/**
 * A pool whose connections stop at the gate of whoever is acting. What nobody acts for (the start of the queue, its timers)
 * goes through. A transaction begins at once and keeps its time from then on, as `now()` does, however long it is held up.
 */
export function gatedPool(pool: Pool): Pool {
  const connect = async (isAlone: boolean): Promise<Connection> => {
    const connection = await pool.connect();
    const who = acting.getStore();
    return who ? guarded(connection, who, isAlone) : connection;
  };
  const execute = async (text: string, values?: unknown[]): Promise<pg.QueryResult> => {
    const connection = await connect(true);
    try {
      return await connection.query(text, values);
    } finally {
      connection.release();
    }
  };
  const gated: Pool = {
    query: async <Row extends object>(text: string, values?: unknown[]) => (await execute(text, values)).rows as Row[],
    execute,
    connect: () => connect(false),
    close: () => pool.close(),
    limits: pool.limits,
    maxConnections: pool.maxConnections,
    get patient() {
      return gated;
    },
  };
  return gated;
}

function guarded(connection: Connection, { actor, gate }: { actor: Actor; gate: Gate }, isAlone: boolean): Connection {
  let backendPid = 0;
  async function prepare(): Promise<void> {
    const { rows } = await connection.query<{ pid: number }>(
      'select pg_backend_pid() as pid, pressroom.clock(), setseed(0)', // so that what is in random order is not
    );
    backendPid = rows[0]!.pid;
  }
  return {
    async query<Row extends object>(text: string, values?: unknown[], limitMs?: number) {
      if (!mattersToJobs(text)) return connection.query<Row>(text, values, limitMs);
      if (backendPid === 0 && text !== 'begin') await prepare();
      if (text === 'begin') {
        const begun = await connection.query<Row>(text);
        await prepare();
        return begun;
      }
      const statement = { text, backendPid, isLast: isAlone || text === 'commit' };
      return gate.pass(actor, statement, () => connection.query<Row>(text, values, limitMs));
    },
    get isBroken() {
      return connection.isBroken;
    },
    release: () => connection.release(),
  };
}

/** pg-boss's maintenance is mostly about its queues' own rows: statistics, and who does what when. */
function mattersToJobs(text: string): boolean {
  const isAboutQueues = /\b(from|update)\s+pgboss\.(queue|version)\b|pg_stat|pg_class|pgboss\.job_dependency/i;
  return text.includes('deleted_jobs') || !isAboutQueues.test(text);
}
