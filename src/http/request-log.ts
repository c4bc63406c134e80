import { randomUUIDv7 } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { pinoHttp } from 'pino-http';
import type { Principal } from '../access/principal.ts';
import { messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';
import { matchOperation, type MatchedOperation } from './match-operation.ts';

const MAX_LOGGED_PATH_CHARS = 300;
/** Asked every few seconds by machines. */
const QUIET_OPERATIONS = new Set(['livez', 'readyz', 'metrics']);

/**
 * Gives every request an id (`req.id`, `X-Request-Id`, the `instance` of its problem document) and writes one line of
 * facts when it is over. No query, where tokens are, no header and no body is ever part of it.
 */
export function logRequests(log: Logger): RequestHandler[] {
  const line = pinoHttp<Request, Response>({
    logger: log,
    genReqId: () => randomUUIDv7(),
    quietReqLogger: true,
    quietResLogger: true,
    wrapSerializers: false,
    customAttributeKeys: { reqId: 'requestId' },
    customLogLevel: levelOf,
    customSuccessObject: (req, res, value: { responseTime: number }) => facts(req, res, value.responseTime),
    customErrorObject: (req, res, error, value: { responseTime: number }) => ({
      ...facts(req, res, value.responseTime),
      ...(res.writableFinished ? {} : { cut: messageOf(error) }),
    }),
    // The event's name says it; a sentence beside it would be a second wording.
    customSuccessMessage: () => '',
    customErrorMessage: () => '',
  });
  return [line, recognize];
}

/** The id that this request was given. */
export function requestIdOf(req: Request): string {
  return req.id as string;
}

/** The operation that a request is for, or null. */
export function operationOf(res: Response): MatchedOperation | null {
  return (res.locals.operation as MatchedOperation | null | undefined) ?? null;
}

const recognize: RequestHandler = (req, res, next) => {
  res.locals.operation = matchOperation(req.method, req.path);
  res.set('X-Request-Id', requestIdOf(req));
  next();
};

function facts(req: Request, res: Response, durationMs: number): Record<string, unknown> {
  const principal = res.locals.principal as Principal | undefined;
  return {
    event: 'http.request',
    method: req.method,
    path: req.originalUrl.split('?', 1)[0]?.slice(0, MAX_LOGGED_PATH_CHARS),
    operation: operationOf(res)?.operationId,
    status: res.headersSent ? res.statusCode : undefined,
    durationMs,
    ...(principal ? { tenant: principal.tenant, via: principal.via, credential: principal.id } : {}),
  };
}

function levelOf(_req: Request, res: Response): 'debug' | 'info' | 'error' {
  if (res.statusCode >= 500) return 'error';
  return QUIET_OPERATIONS.has(operationOf(res)?.operationId ?? '') ? 'debug' : 'info';
}
