import { setImmediate as nextTurn } from 'node:timers/promises';
import { readReply } from './commit-reply.ts';
import { deedReader, type Deed } from './deeds.ts';
import { frontendReader } from './frontend-messages.ts';
import type { Gates, ProxiedConnection } from './proxied-connection.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';
import { createTraps, type Traps } from './traps.ts';

/** An instant in the life of a job. `…sent`: Postgres has not seen the commit. The other: it has, its client does not know. */
export type Step =
  | 'claim-sent' // the worker's claim is on its way
  | 'claimed'
  | 'settle-sent' // the handler has returned, the settlement is on its way
  | 'settled'
  | 'progress-sent'
  | 'progress-stored'
  | 'create-sent' // the API's create is on its way
  | 'created'; // the API has not answered

/** A TcpProxy in front of Postgres that reads what its clients ask for. They must not encrypt it. */
export interface PostgresProxy extends TcpProxy {
  /**
   * Springs once, at the n-th such step from now: the message is held while `action` runs, then passed on if its
   * connection still lives. Only a commit that Postgres confirms counts as made.
   *
   * @returns resolved when the action is done; rejected when it fails, or when `signal` is aborted before it began
   */
  trap(step: Step, n: number, action: () => Promise<void> | void, signal: AbortSignal): Promise<void>;
  /** The connection that listens, for `silenceWhere`. */
  readonly isListener: (connection: ProxiedConnection) => boolean;
}

const STEPS: Readonly<Record<Deed, { sent: Step; stored: Step }>> = {
  claim: { sent: 'claim-sent', stored: 'claimed' },
  settle: { sent: 'settle-sent', stored: 'settled' },
  progress: { sent: 'progress-sent', stored: 'progress-stored' },
  create: { sent: 'create-sent', stored: 'created' },
};

export async function startPostgresProxy(target: number): Promise<PostgresProxy> {
  const traps = createTraps<Step>();
  const listeners = new WeakSet<ProxiedConnection>();
  const proxy = await startTcpProxy(target, (connection) => gates(connection, traps, listeners));
  return { ...proxy, trap: traps.set, isListener: (connection) => listeners.has(connection) };
}

function gates(connection: ProxiedConnection, traps: Traps<Step>, listeners: WeakSet<ProxiedConnection>): Gates {
  const read = frontendReader();
  const deedsOf = deedReader();
  let awaited: Step | null = null;
  let reply: Buffer = Buffer.alloc(0);

  return {
    async *fromClient(chunk) {
      const { bytes, messages } = read(chunk);
      let passed = 0;
      for (const message of messages) {
        if (/^\s*listen\b/i.test(message.sql)) listeners.add(connection);
        for (const { sent, stored } of deedsOf(message).map((deed) => STEPS[deed])) {
          if (!traps.isSet(sent) && !traps.isSet(stored)) continue;
          yield bytes.subarray(passed, message.at);
          passed = message.at;
          if ((await traps.reached(sent)) && (await hasLeft(connection))) return connection.reset();
          if (traps.isSet(stored)) awaited = stored;
        }
      }
      yield bytes.subarray(passed);
    },
    async *fromServer(chunk) {
      reply = awaited ? Buffer.concat([reply, chunk]) : chunk;
      const verdict = awaited && readReply(reply);
      if (verdict === 'incomplete') return;
      if (awaited && verdict === 'committed') await traps.reached(awaited);
      awaited = null;
      yield reply;
      reply = Buffer.alloc(0);
    },
  };
}

/** A client that was killed is seen to be gone a turn later: what it had sent must not go on as if it lived. */
async function hasLeft(connection: ProxiedConnection): Promise<boolean> {
  await nextTurn();
  await nextTurn();
  return connection.hasClientLeft();
}

/** The same database, through a proxy. */
export function throughProxy(databaseUrl: string, port: number): string {
  const url = new URL(databaseUrl);
  url.port = String(port);
  return url.href;
}
