import type pg from 'pg';
import type { Hint } from './hints.ts';
import type { Pool, Queryable } from './pool.ts';

/** An open transaction. Helpers take one and never begin or commit; only the public verb does. */
export interface Tx extends Queryable {
  /** Says after the commit, and only then, where something new is to be seen. */
  hint(hint: Hint): void;
}

/** Where hints go once their transaction has committed. */
export interface HintSender {
  send(hints: Hint[]): void;
}

/**
 * Runs `work` in one transaction: commits what it did when it returns, rolls all of it back when it throws. A commit
 * whose answer is lost throws too, and then nobody knows: callers may repeat only what is fenced or keyed.
 */
export async function transaction<T>(pool: Pool, hints: HintSender, work: (tx: Tx) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  const collected: Hint[] = [];
  let result: T;
  try {
    await client.query('begin');
    result = await work(openTx(client, collected));
    await client.query('commit');
  } catch (error) {
    await rollBack(client);
    throw error;
  }
  client.release();
  hints.send(collected);
  return result;
}

function openTx(client: pg.PoolClient, collected: Hint[]): Tx {
  return {
    query: async <Row extends object>(text: string, values?: unknown[]) => (await client.query<Row>(text, values)).rows,
    execute: (text, values) => client.query(text, values),
    hint: (hint) => collected.push(hint),
  };
}

/** A connection that cannot even roll back is thrown away; the server then rolls back by itself. */
async function rollBack(client: pg.PoolClient): Promise<void> {
  try {
    await client.query('rollback');
    client.release();
  } catch {
    client.release(true);
  }
}

const DEADLOCK_DETECTED = '40P01';
const SERIALIZATION_FAILURE = '40001';
const MAX_TRIES = 3;

/** As `transaction`, run again when Postgres undid it to break a deadlock: nothing of it had happened. */
export async function retriedTransaction<T>(pool: Pool, hints: HintSender, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await transaction(pool, hints, work);
    } catch (error) {
      if (attempt === MAX_TRIES || !wasUndoneByServer(error)) throw error;
    }
  }
}

function wasUndoneByServer(error: unknown): boolean {
  const code = sqlState(error);
  return code === DEADLOCK_DETECTED || code === SERIALIZATION_FAILURE;
}

/** The SQLSTATE of an error that Postgres reported, or undefined. */
export function sqlState(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
