import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A proxy that has the service below a path of its own, and takes that path away before it passes a request on. */
export interface PrefixProxy {
  url: string;
  /** Requests beside the path: whoever wrote their address believes that the service is at the root. */
  strays: string[];
  close(): Promise<void>;
}

/** @param prefix with a slash at both ends */
export async function startPrefixProxy(prefix: string, targetUrl: string): Promise<PrefixProxy> {
  const { hostname, port } = new URL(targetUrl);
  const strays: string[] = [];
  const server = createServer((req, res) => {
    const { method, headers, url = '/' } = req;
    if (!url.startsWith(prefix)) {
      strays.push(url);
      return void res.writeHead(404).end();
    }
    const path = `/${url.slice(prefix.length)}`;
    const upstream = request({ hostname, port, path, method, headers }, (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.headers);
      res.flushHeaders();
      answer.on('error', () => res.destroy()).pipe(res);
    });
    upstream.on('error', () => (res.headersSent ? res.destroy() : res.writeHead(502).end()));
    res.on('close', () => upstream.destroy());
    req.pipe(upstream);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${prefix.slice(0, -1)}`,
    strays,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
