import { once } from 'node:events';
import { request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type ErrorRequestHandler } from 'express';
import type { FailureLimit } from '../../../src/access/failure-limiter.ts';
import type { JwtRules } from '../../../src/access/jwt.ts';
import type { Pool } from '../../../src/db/pool.ts';
import { authenticate, principalOf, viewerOf } from '../../../src/http/authenticate.ts';
import type { HttpContext } from '../../../src/http/context.ts';
import { problemBody, toProblem } from '../../../src/http/problem-response.ts';
import { createLogger } from '../../../src/log.ts';

/** An app that does nothing but find out who asks, and says who it was. */
export interface GuardedApp {
  ask(path: string, options?: { method?: string; headers?: Record<string, string | string[]> }): Promise<Answer>;
  close(): Promise<void>;
}

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

export interface GuardedAppOptions {
  pool: Pool;
  authRequired?: boolean;
  jwt?: JwtRules | null;
  failureLimit?: FailureLimit;
}

const NO_LIMIT: FailureLimit = { failures: 1_000_000, windowSeconds: 60 };

export async function startGuardedApp(options: GuardedAppOptions): Promise<GuardedApp> {
  const { pool, authRequired = true, jwt = null, failureLimit = NO_LIMIT } = options;
  const context = {
    core: { pool } as HttpContext['core'],
    config: { authRequired, jwt } as HttpContext['config'],
    log: createLogger('silent', 'api'),
  };
  const app = express();
  app.use(authenticate(context, failureLimit));
  app.use((req, res) => {
    if (req.path === '/livez' || req.path === '/docs') return void res.json({ public: true });
    const { via, scopes } = principalOf(res);
    res.json({ via, scopes: [...scopes], ...viewerOf(res) });
  });
  app.use(answerProblem);
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    ask: (path, { method = 'GET', headers = {} } = {}) => ask(server, path, method, headers),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

const answerProblem: ErrorRequestHandler = (error: unknown, _req, res, _next) => {
  const problem = toProblem(error);
  res.set(problem.headers);
  if (problem.retryAfterSeconds !== undefined) res.set('Retry-After', String(problem.retryAfterSeconds));
  const body = problemBody(problem, 'request');
  res.status(body.status).json(body);
};

/** Not `fetch`: it would not send a header twice, nor an odd one. */
async function ask(
  server: Server,
  path: string,
  method: string,
  headers: Record<string, string | string[]>,
): Promise<Answer> {
  const { port } = server.address() as AddressInfo;
  const sent = request({ host: '127.0.0.1', port, path, method, headers, agent: false }).end();
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  const chunks = (await answer.toArray()) as Buffer[];
  return { status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks).toString() };
}
