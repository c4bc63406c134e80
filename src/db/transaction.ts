import { setTimeout as sleep } from 'node:timers/promises';
import type { Hint } from './hints.ts';
import { type Connection, type Pool, type Queryable, rollBack } from './pool.ts';

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
  const deadline = performance.now() + pool.limits.transactionMs;
  const connection = await pool.connect();
  const collected: Hint[] = [];
  let result: T;
  try {
    const tx = openTx(connection, deadline, collected);
    await tx.execute('begin');
    result = await work(tx);
    await tx.execute('commit');
  } catch (error) {
    await rollBack(connection);
    throw error;
  } finally {
    connection.release();
  }
  hints.send(collected);
  return result;
}

function openTx(connection: Connection, deadline: number, collected: Hint[]): Tx {
  const execute: Tx['execute'] = (text, values) => connection.query(text, values, deadline - performance.now());
  return {
    query: async <Row extends object>(text: string, values?: unknown[]) => (await execute(text, values)).rows as Row[],
    execute,
    hint: (hint) => collected.push(hint),
  };
}

const DEADLOCK_DETECTED = '40P01';
const SERIALIZATION_FAILURE = '40001';
const MAX_TRIES = 3;
const MAX_RETRY_PAUSE_MS = 50;

/** As `transaction`, run again when Postgres undid it to break a deadlock: nothing of it had happened. */
export async function retriedTransaction<T>(pool: Pool, hints: HintSender, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await transaction(pool, hints, work);
    } catch (error) {
      if (attempt === MAX_TRIES || !wasUndoneByServer(error)) throw error;
      await sleep(Math.random() * MAX_RETRY_PAUSE_MS); // not in step with the other one
    }
  }
}

/** Whether Postgres undid a transaction only for the sake of another one. */
export function wasUndoneByServer(error: unknown): boolean {
  const code = sqlState(error);
  return code === DEADLOCK_DETECTED || code === SERIALIZATION_FAILURE;
}

/** The SQLSTATE of an error that Postgres reported, or undefined. */
export function sqlState(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
