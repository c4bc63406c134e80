import {
  createClient,
  type ClientOptions,
  type Connection,
  type JobUpdate,
  type PressroomClient,
} from '../../../web/client/index.ts';
import { startStreamService, type StreamService } from '../../http/streams/stream-service.ts';

/** A service, and clients of it whose requests are seen. */
export interface ClientWorld {
  service: StreamService;
  /** A client that is closed with the world. Its requests are in `requests`. */
  client(options?: ClientOptions): PressroomClient;
  requests: Seen[];
  close(): Promise<void>;
}

export interface Seen {
  method: string;
  path: string;
  headers: Record<string, string>;
}

export async function startClientWorld(): Promise<ClientWorld> {
  const service = await startStreamService();
  const clients: PressroomClient[] = [];
  const requests: Seen[] = [];
  return {
    service,
    requests,
    client(options = {}) {
      const send = options.fetch ?? fetch;
      const client = createClient({
        baseUrl: service.url,
        ...options,
        fetch: (url, init) => {
          requests.push(seen(url as string, init));
          return send(url, init);
        },
      });
      clients.push(client);
      return client;
    },
    async close() {
      clients.forEach((client) => client.close());
      await service.close();
    },
  };
}

function seen(url: string, init: RequestInit = {}): Seen {
  const { pathname, search } = new URL(url);
  return { method: init.method ?? 'GET', path: pathname + search, headers: init.headers as Record<string, string> };
}

/** The requests that open a stream of the feed. */
export function streams(requests: Seen[]): Seen[] {
  return requests.filter(
    ({ path, headers }) => path.startsWith('/api/events') && headers.Accept === 'text/event-stream',
  );
}

export function seqs(updates: JobUpdate[]): number[] {
  return updates.flatMap((update) => (update.kind === 'event' ? [update.event.seq] : []));
}

/** Reads a watch in the background. */
export function collect<T>(source: AsyncIterable<T>): Collected<T> {
  const items: T[] = [];
  const waiting = new Set<() => void>();
  let failure: unknown;
  let isDone = false;
  const look = (): void => waiting.forEach((check) => check());
  const done = (async () => {
    for await (const item of source) {
      items.push(item);
      look();
    }
  })()
    .catch((error: unknown) => (failure = error))
    .then(() => {
      isDone = true;
      look();
    });
  return {
    items,
    done,
    get failure() {
      return failure;
    },
    until: (fits) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          const found = items.find(fits);
          if (found === undefined && !isDone) return;
          waiting.delete(check);
          if (found !== undefined) resolve(found);
          else reject(new Error('It ended before that', { cause: failure }));
        };
        waiting.add(check);
        check();
      }),
  };
}

export interface Collected<T> {
  items: T[];
  done: Promise<void>;
  readonly failure: unknown;
  until(fits: (item: T) => boolean): Promise<T>;
}

/** The first state of the connection that fits, also the one it is in. */
export function untilConnection(
  client: PressroomClient,
  fits: (connection: Connection) => boolean,
): Promise<Connection> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!fits(client.connection)) return;
      stop();
      resolve(client.connection);
    };
    const stop = client.onConnection(look);
    look();
  });
}
