import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { until } from '../rig/waiting.ts';
import { askServer, connectTo, disconnect, TEST_NAME } from './ask-server.ts';

/**
 * What may happen to a server that goes on running. Each needs the URL of a superuser, returns when it has happened and,
 * where it lasts, gives what ends it.
 */

type End = () => Promise<void>;

/** Sessions of others, in this database: another test's on the same server are not ours to disturb. */
const SESSIONS = `select pid from pg_stat_activity
  where datname = current_database() and backend_type = 'client backend' and application_name not like '${TEST_NAME}%'`;
const TOO_MANY_CONNECTIONS = '53300';
/** Between two tries for a connection that somebody has given up. */
const GRASP_MS = 20;
const TAKES_EFFECT_MS = 10_000;

/** Ends sessions as an administrator would, whatever they are at. @returns how many */
export async function terminateBackends(url: string, which: 'all' | 'listening' = 'all'): Promise<number> {
  const chosen = which === 'listening' ? `${SESSIONS} and application_name like '%-listen'` : SESSIONS;
  return count(url, `select count(pg_terminate_backend(pid))::integer as count from (${chosen}) s`);
}

/** Cancels every statement that runs just now. @returns how many */
export function cancelBackends(url: string): Promise<number> {
  const chosen = `${SESSIONS} and state = 'active'`;
  return count(url, `select count(pg_cancel_backend(pid))::integer as count from (${chosen}) s`);
}

/** Takes every connection that the server has left, and each that somebody gives up from now on. Of a server of the test's own. */
export async function takeAllConnections(url: string): Promise<End> {
  const taken: pg.Client[] = [];
  const ending = new AbortController();
  const takeLeft = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      const client = await connectTo(url).catch(refused);
      if (!client) return;
      taken.push(client);
    }
  };
  await takeLeft();
  const grasping = (async () => {
    while (!ending.signal.aborted) {
      await delay(GRASP_MS);
      await takeLeft().catch(() => undefined); // the server may be away for a moment: there is nothing to take
    }
  })();
  return async () => {
    ending.abort();
    await grasping;
    await Promise.all(taken.map(disconnect));
  };
}

/** Every transaction that begins from now on may only read, as on a standby or when an administrator stops all writing. */
export async function makeReadOnly(url: string): Promise<End> {
  await set(url, 'default_transaction_read_only', 'on');
  return () => set(url, 'default_transaction_read_only', 'off');
}

/** An old snapshot: what is deleted after it cannot be vacuumed away. */
export function holdSnapshot(url: string): Promise<End> {
  return hold(url, 'begin isolation level repeatable read', 'select count(*) from pg_class');
}

/** A transaction that has written, and then nothing more. */
export function holdWriteTransaction(url: string): Promise<End> {
  return hold(url, 'begin', `select pg_logical_emit_message(true, '${TEST_NAME}', 'written and not committed')`);
}

async function hold(url: string, ...statements: string[]): Promise<End> {
  const client = await connectTo(url);
  for (const statement of statements) await client.query(statement);
  return () => disconnect(client);
}

/** For every session; returns when a new one has it. */
async function set(url: string, name: string, value: 'on' | 'off'): Promise<void> {
  await askServer(url, `alter system set ${name} = ${value}`);
  await askServer(url, 'select pg_reload_conf()');
  await until(`${name} is ${value}`, TAKES_EFFECT_MS, async () => {
    const [row] = await askServer<{ value: string }>(url, `select current_setting('${name}') as value`);
    return row?.value === value;
  });
}

async function count(url: string, text: string): Promise<number> {
  const [row] = await askServer<{ count: number }>(url, text);
  return row?.count ?? 0;
}

function refused(error: unknown): undefined {
  if (!(error instanceof Error && 'code' in error && error.code === TOO_MANY_CONNECTIONS)) throw error;
}
