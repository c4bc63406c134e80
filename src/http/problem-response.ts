import type { ErrorRequestHandler, Request, Response } from 'express';
import { isOutage } from '../db/outage.ts';
import { messageOf, Problem, type Fault, type ProblemCode } from '../errors.ts';
import { errorFact } from '../log.ts';
import { StoreError } from '../storage/blob-store.ts';
import { discardBody } from './discard-body.ts';
import { isBodyHeldBack } from './expectation.ts';
import { requestIdOf } from './request-log.ts';

/** What each code means to HTTP: the one table, and the only place with statuses of refusals. */
const PROBLEMS: Readonly<Record<ProblemCode, { status: number; title: string }>> = {
  'invalid-json': { status: 400, title: 'The body is not JSON' },
  'invalid-encoding': { status: 400, title: 'The body is not UTF-8' },
  'invalid-parameter': { status: 400, title: 'A parameter is not valid' },
  unauthenticated: { status: 401, title: 'Not authenticated' },
  forbidden: { status: 403, title: 'Not allowed' },
  'not-found': { status: 404, title: 'Not found' },
  'result-not-ready': { status: 404, title: 'The result is not ready' },
  'method-not-allowed': { status: 405, title: 'Method not allowed' },
  'not-acceptable': { status: 406, title: 'Not acceptable' },
  'request-timeout': { status: 408, title: 'The request was too slow' },
  conflict: { status: 409, title: 'Not possible now' },
  'already-retried': { status: 409, title: 'Already retried' },
  'no-result': { status: 409, title: 'There is no result' },
  'idempotency-in-progress': { status: 409, title: 'The first request is not done' },
  'cursor-ahead': { status: 409, title: 'The cursor is ahead' },
  gone: { status: 410, title: 'Gone' },
  'cursor-expired': { status: 410, title: 'The cursor is too old' },
  'payload-too-large': { status: 413, title: 'The body is too large' },
  'uri-too-long': { status: 414, title: 'The address is too long' },
  'unsupported-media-type': { status: 415, title: 'Unsupported media type' },
  'range-not-satisfiable': { status: 416, title: 'The range is not in the file' },
  'misdirected-request': { status: 421, title: 'Not for this service' },
  'validation-failed': { status: 422, title: 'The request was refused' },
  'idempotency-key-reused': { status: 422, title: 'The Idempotency-Key was used before' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  'headers-too-large': { status: 431, title: 'The headers are too large' },
  internal: { status: 500, title: 'A fault of the service' },
  unavailable: { status: 503, title: 'Not available now' },
};

/** No answer shows more of a request than this. */
const MAX_POINTER_CHARS = 100;
const UNAVAILABLE_RETRY_SECONDS = 2;

/** The RFC 9457 document of a problem, on the wire as `application/problem+json`. */
export interface ProblemBody {
  type: string;
  code: ProblemCode;
  title: string;
  status: number;
  detail: string;
  instance: string;
  errors?: Fault[];
}

/** @param instance the id of the request, to look for in the log. */
export function problemBody(problem: Problem, instance: string): ProblemBody {
  const { status, title } = PROBLEMS[problem.code];
  const errors = problem.errors.map(({ pointer, detail }) => ({ pointer: shorten(pointer), detail }));
  return {
    type: `/problems/${problem.code}`,
    code: problem.code,
    title,
    status,
    detail: problem.message,
    instance,
    ...(errors.length > 0 ? { errors } : {}),
  };
}

/** Answers with a problem document. `members` are further members of it, where the contract has them. */
export function sendProblem(
  req: Request,
  res: Response,
  problem: Problem,
  members: Record<string, unknown> = {},
): void {
  const body = problemBody(problem, requestIdOf(req));
  // What was prepared for another answer does not hold for this one.
  for (const name of ['ETag', 'Last-Modified', 'Content-Range', 'Content-Disposition']) res.removeHeader(name);
  res.set(problem.headers);
  if (problem.retryAfterSeconds !== undefined) res.set('Retry-After', String(problem.retryAfterSeconds));
  res.set('Cache-Control', 'no-store');
  res
    .status(body.status)
    .type('application/problem+json')
    .send(JSON.stringify({ ...body, ...members }));
}

/** The last middleware: every error becomes a problem document; a surprise is logged and tells nothing. */
export function errorResponder(): ErrorRequestHandler {
  return async (error: unknown, req, res, _next) => {
    const problem = toProblem(error);
    if (problem.code === 'internal') req.log.error({ event: 'http.surprise', err: errorFact(error) });
    if (problem.code === 'unavailable')
      req.log.warn({ event: 'http.unavailable', reason: messageOf(problem.cause ?? error) });
    if (res.headersSent) {
      res.destroy(); // half an answer is under way: only its end can tell that something went wrong
      return;
    }
    // A client that is still sending hears nothing before it is done; it is listened to, up to a limit.
    if (isBodyHeldBack(req) || !(await discardBody(req))) res.set('Connection', 'close');
    if (!res.destroyed) sendProblem(req, res, problem);
  };
}

/** Any error as a problem: as it is, as "unavailable" when the database cannot be used now, else as "internal". */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof StoreError) {
    return new Problem('unavailable', error.message, { retryAfterSeconds: UNAVAILABLE_RETRY_SECONDS, cause: error });
  }
  if (isOutage(error)) {
    return new Problem('unavailable', 'The service cannot answer now. Try again.', {
      retryAfterSeconds: UNAVAILABLE_RETRY_SECONDS,
      cause: error,
    });
  }
  return new Problem('internal', 'The service failed. Its log has more under the id of this request.', {
    cause: error,
  });
}

function shorten(pointer: string): string {
  return pointer.length > MAX_POINTER_CHARS ? `${pointer.slice(0, MAX_POINTER_CHARS - 1)}…` : pointer;
}
