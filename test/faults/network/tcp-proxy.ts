import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { FAIR, type Conditions } from './lane.ts';
import { openConnection, type Gates, type OpenConnection, type ProxiedConnection } from './proxied-connection.ts';

/**
 * Stands between two processes on loopback and disturbs what passes: one disturbance at a time, until it is healed.
 * Nothing is kept beyond a few hundred KiB a connection: then the source has to wait.
 */
export interface TcpProxy {
  readonly port: number;
  /** New connections go there from now on. */
  aim(port: number): void;
  /** All is as it should be. Connections that were silenced are reset: their bytes were lost. */
  heal(): void;
  /** Resets every connection that there is; new ones are fine. */
  cut(): void;
  /** Resets every connection that there is, and each new one. */
  refuse(): void;
  /** Half-open: nothing passes either way and nothing is closed; new connections are taken, and mute. */
  silence(): void;
  /**
   * The same, for these connections alone; they stay mute for good, and the server keeps its end until `close`.
   *
   * @returns how many became mute
   */
  silenceWhere(test: (connection: ProxiedConnection) => boolean): number;
  /** Whatever comes goes on so much later, in order. */
  delay(ms: number): void;
  /** Of each connection, each way. */
  throttle(bytesPerSecond: number): void;
  /** Passes everything on in small segments: of one to four bytes, but for the bodies of what is long. */
  slice(): void;
  /** How many there are, mute ones included. */
  connections(): number;
  /** Resets what there is. */
  close(): Promise<void>;
}

/** Called with every connection that is carried on to the server. */
export type ConnectionWatch = (connection: ProxiedConnection) => Gates;

/** What happens to a new connection. */
type Welcome = 'carry' | 'reset' | 'keep-mute';

const OPEN: Gates = { fromClient: (chunk) => [chunk], fromServer: (chunk) => [chunk] };

/** @param target the server's port */
export async function startTcpProxy(target: number, watch: ConnectionWatch = () => OPEN): Promise<TcpProxy> {
  const connections = new Set<OpenConnection>();
  let conditions = FAIR;
  let welcome: Welcome = 'carry';
  const server = createServer({ allowHalfOpen: true, noDelay: true }, accept).listen(0, '127.0.0.1');
  await once(server, 'listening');

  function accept(client: Socket): void {
    const connection = openConnection(client);
    connections.add(connection);
    void connection.closed.then(() => connections.delete(connection));
    if (welcome === 'reset') connection.reset();
    else if (welcome === 'keep-mute') connection.silence = 'until-healed';
    else {
      const onward = connect({ port: target, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
      connection.carry(onward, watch(connection), () => conditions);
    }
  }
  function become(change: Partial<Conditions>, next: Welcome = 'carry'): void {
    conditions = { ...FAIR, ...change };
    welcome = next;
  }
  const reset = (which: (connection: OpenConnection) => boolean = () => true): void =>
    connections.forEach((connection) => which(connection) && connection.reset());
  const silence = (which: (connection: OpenConnection) => boolean, how: OpenConnection['silence']): number => {
    const chosen = [...connections].filter((connection) => connection.silence !== 'for-good' && which(connection));
    for (const connection of chosen) connection.silence = how;
    return chosen.length;
  };

  return {
    port: (server.address() as AddressInfo).port,
    aim: (port) => void (target = port),
    heal() {
      become({});
      reset((connection) => connection.silence === 'until-healed');
    },
    cut: () => reset(),
    refuse() {
      become({}, 'reset');
      reset();
    },
    silence() {
      become({}, 'keep-mute');
      silence(() => true, 'until-healed');
    },
    silenceWhere: (test) => silence(test, 'for-good'),
    delay: (delayMs) => become({ delayMs }),
    throttle: (bytesPerSecond) => become({ bytesPerSecond }),
    slice: () => become({ isSliced: true }),
    connections: () => connections.size,
    async close() {
      const closed = once(server, 'close');
      server.close();
      reset();
      await closed;
    },
  };
}
