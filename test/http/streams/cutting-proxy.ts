import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Stands between client and server and cuts each connection after a random number of the server's bytes. */
export interface CuttingProxy {
  url: string;
  cuts: number;
  close(): Promise<void>;
}

/** The server asks clients to wait seconds before they reconnect. Of the same length, so that nothing else changes. */
const RETRY = /retry: \d{4}/;
const AT_ONCE = 'retry: 0010';

export async function startCuttingProxy(target: string, maxBytes: number): Promise<CuttingProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    const ends = [client, upstream];
    const cut = (): void => ends.forEach((socket) => socket.destroy());
    for (const socket of ends) {
      sockets.add(socket);
      socket.on('error', cut).on('close', () => {
        sockets.delete(socket);
        cut();
      });
    }
    let left = Math.floor(Math.random() * maxBytes);
    client.pipe(upstream);
    upstream.on('data', (chunk: Buffer) => {
      const bytes = Buffer.from(chunk.toString('latin1').replace(RETRY, AT_ONCE), 'latin1').subarray(0, left);
      left -= bytes.length;
      if (left > 0) client.write(bytes);
      else client.write(bytes, cut);
      if (left === 0) proxy.cuts += 1;
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy: CuttingProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cuts: 0,
    async close() {
      sockets.forEach((socket) => socket.destroy());
      server.close();
      await once(server, 'close');
    },
  };
  return proxy;
}
