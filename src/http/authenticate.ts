import type { Request, RequestHandler, Response } from 'express';
import { createAuthenticator, type Authenticator } from '../access/authenticator.ts';
import { createFailureLimiter, FAILURE_LIMIT, type FailureLimit } from '../access/failure-limiter.ts';
import { mayDo, OPEN_PRINCIPAL, type Principal } from '../access/principal.ts';
import { Problem } from '../errors.ts';
import type { Viewer } from '../jobs/viewer.ts';
import { errorFact, type Logger } from '../log.ts';
import type { HttpContext } from './context.ts';
import { untilDisconnected } from './disconnect.ts';
import { matchOperation, type MatchedOperation } from './match-operation.ts';
import { leaveWork } from './work-limit.ts';
import { OPENING_PATIENCE_MS, readPatiently } from './streams/read-gate.ts';

/** RFC 6750, 2.1; the scheme is written in any case (RFC 9110). */
const BEARER = /^bearer +([\w.~+/-]+=*)$/i;
const STREAM_TOKEN = 'streamToken';

/** `none` was shown; or something that is no credential of ours; or one to be looked at. */
type Shown = 'none' | 'unusable' | { bearer: string } | { streamToken: string };

/**
 * Finds out who asks, and whether they may. Operations that the contract calls public, and what is no operation of it, pass
 * without a credential. A credential that is shown must be valid, also where none is needed: whoever shows one expects to be
 * seen as its owner.
 *
 * Failures all look alike: 401 `unauthenticated`. After too many of them an address gets 429 in place of 401; a valid
 * credential still passes, because behind one address there may be many callers.
 */
export function authenticate(
  context: Pick<HttpContext, 'config' | 'log'> & { core: Pick<HttpContext['core'], 'pool'> },
  failureLimit: FailureLimit = FAILURE_LIMIT,
): RequestHandler {
  const { core, config, log } = context;
  const authenticator = createAuthenticator({ db: core.pool, jwt: config.jwt, log });
  const limiter = createFailureLimiter(failureLimit);
  return async (req, res, next) => {
    const operation = matchOperation(req.method, req.baseUrl + req.path);
    if (operation === null || operation.isPublic) return next();
    const shown = credentialIn(req, operation);
    const ask = (): Promise<Principal | null> => identify(authenticator, shown, config.authRequired);
    const isStream = opensStream(req, operation);
    if (isStream) leaveWork(res); // it may be open for long, and be long in opening
    const principal = isStream ? await askPatiently(ask, res, log) : await ask();
    if (!principal) {
      const retryAfterSeconds = shown === 'none' ? null : limiter.fail(req.ip ?? '');
      throw retryAfterSeconds === null ? unauthenticated() : tooManyFailures(retryAfterSeconds);
    }
    demandScopes(principal, operation);
    res.locals.principal = principal;
    next();
  };
}

/** Who asks. @throws when the request was not authenticated: nothing may be done in nobody's name. */
export function principalOf(res: Response): Principal {
  const principal = res.locals.principal as Principal | undefined;
  if (!principal) throw new Error('The request was not authenticated');
  return principal;
}

/** Whose jobs the request may see. */
export function viewerOf(res: Response): Viewer {
  const { tenant, userId, sessionId, jobIds } = principalOf(res);
  return { tenant, userId, sessionId, jobIds };
}

/** Two credentials at once are none: which of them counts would be a guess. */
function credentialIn(req: Request, operation: MatchedOperation): Shown {
  // `headers.authorization` would silently be the first of several.
  const headers = req.headersDistinct.authorization ?? [];
  const token = operation.allowsStreamToken ? req.query[STREAM_TOKEN] : undefined;
  if (token !== undefined)
    return typeof token === 'string' && headers.length === 0 ? { streamToken: token } : 'unusable';
  if (headers.length === 0) return 'none';
  const bearer = headers.length === 1 ? BEARER.exec(headers[0] ?? '')?.[1] : undefined;
  return bearer === undefined ? 'unusable' : { bearer };
}

const STREAMS: ReadonlySet<string> = new Set(['streamJobEvents', 'streamEvents']);

function opensStream(req: Request, { operationId }: MatchedOperation): boolean {
  return STREAMS.has(operationId) && req.accepts(['text/event-stream', 'application/json']) === 'text/event-stream';
}

/** For a stream, a database that is away is waited for: an answer of 503 would end a browser's EventSource for good. */
function askPatiently(ask: () => Promise<Principal | null>, res: Response, log: Logger): Promise<Principal | null> {
  const onError = (error: unknown): void => log.warn({ event: 'credential.check-failed', err: errorFact(error) });
  return readPatiently({ run: (read) => read() }, untilDisconnected(res), onError, ask, OPENING_PATIENCE_MS);
}

async function identify(authenticator: Authenticator, shown: Shown, required: boolean): Promise<Principal | null> {
  if (shown === 'none') return required ? null : OPEN_PRINCIPAL;
  if (shown === 'unusable') return null;
  return 'bearer' in shown ? authenticator.bearer(shown.bearer) : authenticator.streamToken(shown.streamToken);
}

function demandScopes(principal: Principal, { scopes }: MatchedOperation): void {
  const missing = scopes.filter((scope) => !mayDo(principal, scope));
  if (missing.length === 0) return;
  throw new Problem(
    'forbidden',
    `The credential lacks the scope${missing.length > 1 ? 's' : ''} ${missing.join(', ')}.`,
  );
}

function unauthenticated(): Problem {
  return new Problem('unauthenticated', 'Send an API key or a token as "Authorization: Bearer …".', {
    headers: { 'WWW-Authenticate': 'Bearer' },
  });
}

function tooManyFailures(retryAfterSeconds: number): Problem {
  return new Problem('too-many-requests', 'Too many invalid credentials came from this address.', {
    retryAfterSeconds,
  });
}
