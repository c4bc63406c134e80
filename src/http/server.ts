import { randomUUIDv7 } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Express } from 'express';
import { Problem, type ProblemCode } from '../errors.ts';
import type { Logger } from '../log.ts';
import { problemBody } from './problem-response.ts';
import { isSlowBodyAllowed } from './slow-body.ts';
import { limitWork, WORK_LIMITS } from './work-limit.ts';

/** Limits on what a request may take before any code of ours sees it. Long answers, such as streams, are not touched. */
const LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  /** The two above are kept to within this. */
  connectionsCheckingInterval: 1_000,
  /** Longer than a load balancer's usual 60 s, so that it is never us who closes a connection that it is just using. */
  keepAliveTimeout: 65_000,
  maxHeaderSize: 16 * 1024,
};
const MAX_CONNECTIONS = 8_000;

/** The server for an app. What cannot even be parsed as HTTP is answered with a problem document too. */
export function createHttpServer(app: Express): Server {
  const log = app.locals.log as Logger;
  const isLetIn = limitWork(WORK_LIMITS, (count) => log.warn({ event: 'http.overloaded', refused: count }));
  const handle: RequestListener = (req, res) => void (isLetIn(req, res) && app(req, res));
  // A missing Host is refused by the app, in its own words.
  const server = createServer({ ...LIMITS, requireHostHeader: false }, handle);
  server.maxConnections = MAX_CONNECTIONS;
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && isSlowBodyAllowed(socket)) return;
    refuse(socket, problemOf(error), log);
  });
  // CONNECT is for proxies; without a listener its connection would be dropped without a word.
  server.on('connect', (_req, socket) => refuse(socket, new Problem('method-not-allowed', 'This is no proxy.'), log));
  // Whoever wants the body says so; node would ask for every one.
  server.on('checkContinue', handle);
  // An expectation that is not known may be ignored (RFC 9110, 10.1.1).
  server.on('checkExpectation', handle);
  return server;
}

function problemOf(error: NodeJS.ErrnoException): Problem {
  const [code, detail] =
    REFUSALS[error.code ?? ''] ?? (['invalid-parameter', 'The request is not HTTP as this service reads it.'] as const);
  return new Problem(code, detail);
}

const REFUSALS: Readonly<Record<string, readonly [ProblemCode, string]>> = {
  HPE_HEADER_OVERFLOW: ['headers-too-large', `The address and headers may have at most ${LIMITS.maxHeaderSize} bytes.`],
  ERR_HTTP_REQUEST_TIMEOUT: ['request-timeout', 'The request did not arrive in time.'],
};

function refuse(socket: Duplex, problem: Problem, log: Logger): void {
  // Node has taken its own listener off: without one, a client that resets its connection would end the process.
  socket.on('error', () => socket.destroy());
  if (!socket.writable || isAnswering(socket)) {
    socket.destroy();
    return;
  }
  const instance = randomUUIDv7();
  const body = problemBody(problem, instance);
  log.info({ event: 'http.unreadable', requestId: instance, status: body.status, code: body.code });
  const text = JSON.stringify(body);
  const head = [
    `HTTP/1.1 ${body.status} ${body.title}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(text)}`,
    ...(problem.code === 'method-not-allowed' ? ['Allow: GET, HEAD, POST, DELETE, OPTIONS'] : []),
    'Cache-Control: no-store',
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${text}`, () => socket.destroy());
}

/** Whether an answer to an earlier request of this connection has begun: nothing may be written into it. */
function isAnswering(socket: Duplex): boolean {
  return (socket as { _httpMessage?: { headersSent?: boolean } | null })._httpMessage?.headersSent === true;
}
