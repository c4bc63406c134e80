import type { Socket } from 'node:net';
import { carry, type Conditions, type Gate } from './lane.ts';

/** A connection through a proxy, as those see it who watch it or choose among several. */
export interface ProxiedConnection {
  /** Whether the client has closed its end, or died. */
  hasClientLeft(): boolean;
  /** Resets both ends. */
  reset(): void;
}

/** What sees the bytes of a connection, each way. */
export interface Gates {
  fromClient: Gate;
  fromServer: Gate;
}

/** Half-open: nothing passes, not even an end, until it is healed or for good. */
export type Silence = 'until-healed' | 'for-good';

export interface OpenConnection extends ProxiedConnection {
  silence: Silence | null;
  carry(server: Socket, gates: Gates, conditions: () => Conditions): void;
  /** Resolves when every end that there is is closed. */
  closed: Promise<void>;
}

/** A connection that was accepted. It is mute until it is carried on to a server. */
export function openConnection(client: Socket): OpenConnection {
  const ends: Socket[] = [];
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  const connection: OpenConnection = {
    silence: null,
    closed,
    hasClientLeft: () => client.readableEnded || client.destroyed,
    reset: () => ends.filter((end) => !end.destroyed).forEach(resetNow),
    carry(server, gates, conditions) {
      add(server);
      const isMute = (): boolean => connection.silence !== null;
      void carry({ from: client, to: server, gate: gates.fromClient, conditions, isMute });
      void carry({ from: server, to: client, gate: gates.fromServer, conditions, isMute });
    },
  };
  function add(end: Socket): void {
    ends.push(end);
    end.on('error', () => {
      if (!connection.silence) connection.reset();
    });
    end.once('close', () => {
      if (ends.every((one) => one.closed)) resolve();
    });
  }
  add(client);
  return connection;
}

/** By itself `resetAndDestroy` waits until all that was written has gone out: for ever, if nobody reads. */
function resetNow(socket: Socket): void {
  if (socket.writableEnded)
    socket.destroy(); // a reset after an end leaves its handle behind
  else socket.resetAndDestroy().destroy();
}
