import { once } from 'node:events';
import { createReadStream, existsSync } from 'node:fs';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';

/** What stands before the service in a browser's eyes: it has the pages, and passes everything else on. */
export interface Gateway {
  url: string;
  /** Requests to the service so far. */
  requests: Passed[];
  /** Streams that are open now. */
  openStreams(): number;
  /** As a proxy that buffers: an answer is passed on when it is whole. */
  holdBack(held: boolean): void;
  /** As a proxy that is in a hurry: a request that asks to be held is cut off at once. */
  cutWaits(cut: boolean): void;
  /** From now on a request needs a token that was fetched from /token after this call. */
  expireTokens(): void;
  close(): Promise<void>;
}

export interface Passed {
  method: string;
  path: string;
  isStream: boolean;
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

/** @param pagesFolder null: the service has the pages too. */
export async function startGateway(pagesFolder: string | null, targetPort: number): Promise<Gateway> {
  const state = { requests: [] as Passed[], streams: 0, isHolding: false, isCutting: false, tokens: 0, firstGood: 0 };
  const server = createServer((req, res) => {
    const path = req.url ?? '/';
    if (path === '/token') return void res.end(`token-${(state.tokens += 1)}`);
    if (pagesFolder !== null && !path.startsWith('/api/')) return servePage(pagesFolder, path, res);
    if (!hasGoodToken(req, state.firstGood)) return void res.writeHead(401).end();
    const isStream = req.headers.accept === 'text/event-stream';
    state.requests.push({ method: req.method ?? '', path, isStream });
    if (state.isCutting && req.headers.prefer?.includes('wait=')) return void res.destroy();
    if (isStream) {
      state.streams += 1;
      res.once('close', () => (state.streams -= 1));
    }
    pass(req, res, targetPort, () => state.isHolding);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: state.requests,
    openStreams: () => state.streams,
    holdBack: (held) => (state.isHolding = held),
    cutWaits: (cut) => (state.isCutting = cut),
    expireTokens: () => (state.firstGood = state.tokens + 1),
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function servePage(folder: string, path: string, res: ServerResponse): void {
  const name = new URL(path, 'http://page').pathname;
  const file = join(folder, name === '/' ? 'index.html' : name);
  if (!existsSync(file)) return void res.writeHead(404).end();
  res.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
  createReadStream(file).pipe(res);
}

/** The service of these tests takes no tokens: the gateway checks and removes them. */
function hasGoodToken(req: IncomingMessage, firstGood: number): boolean {
  const token = /^Bearer token-(\d+)$/.exec(req.headers.authorization ?? '')?.[1];
  delete req.headers.authorization;
  return token === undefined ? firstGood === 0 : Number(token) >= firstGood;
}

function pass(req: IncomingMessage, res: ServerResponse, port: number, isHolding: () => boolean): void {
  const { method, headers, url: path } = req;
  const upstream = request({ host: '127.0.0.1', port, path, method, headers }, (answer) => {
    const held: Buffer[] = [];
    const begin = (): void => void (res.headersSent || res.writeHead(answer.statusCode ?? 502, answer.headers));
    if (!isHolding()) {
      begin();
      res.flushHeaders();
    }
    answer.on('data', (chunk: Buffer) => (isHolding() ? held.push(chunk) : res.write(chunk)));
    answer.on('end', () => {
      begin();
      res.end(Buffer.concat(held));
    });
    answer.on('error', () => res.destroy());
    answer.on('aborted', () => res.destroy());
  });
  upstream.on('error', () => (res.headersSent ? res.destroy() : res.writeHead(502).end()));
  res.on('close', () => upstream.destroy());
  req.pipe(upstream);
}
