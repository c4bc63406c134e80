import { backoffMs, pause } from '../backoff.ts';
import { deadline } from './deadline.ts';
import { errorFrom, isPassing, networkError, PressroomError } from './errors.ts';
import { targetOf, type Answer, type CallOptions, type OperationName, type Target } from './operations.ts';
import { createTokenSource, type Token } from './token.ts';

/** How the client talks to the service: one place for credentials, errors and tries. */
export interface Http {
  /**
   * Calls an operation and reads its JSON. What may be sent twice without harm is tried up to four times while the
   * service cannot be reached or asks to wait.
   *
   * @throws PressroomError, or the reason of the signal.
   */
  call<Name extends OperationName>(name: Name, options?: CallOptions<Name>): Promise<Answer<Name>>;
  /** One try, answered with the open response: for streams and files. @throws like `call`. */
  open<Name extends OperationName>(name: Name, options?: CallOptions<Name>): Promise<Response>;
  /** The address of something that the service names relative to itself. */
  addressOf(link: string): string;
  /** Has the next request ask for its token anew. */
  forgetToken(): void;
  /** The token of this moment: tabs with the same one may share a connection. */
  token(): Promise<string | undefined>;
}

export interface HttpOptions {
  baseUrl: string;
  token?: Token;
  fetch?: typeof fetch;
  /** How long an answer may take, in milliseconds. */
  timeoutMs: number;
}

const MAX_TRIES = 4;
/** Who is asked to wait for longer than this is told so at once. */
const LONGEST_WAIT_SECONDS = 15;

export function createHttp(options: HttpOptions): Http {
  const base = options.baseUrl.replace(/\/+$/, '');
  const tokens = createTokenSource(options.token);
  const send = options.fetch ?? ((url: string, init?: RequestInit) => fetch(url, init));

  async function request(target: Target, call: CallOptions<OperationName>, signal: AbortSignal): Promise<Response> {
    const used = await tokens.current().catch(tokenFailure);
    const first = await fetchOnce(target, call, used, signal);
    if (first.status !== 401) return first;
    const renewed = await tokens.renewed(used).catch(tokenFailure);
    return renewed === undefined ? first : fetchOnce(target, call, renewed, signal);
  }

  async function fetchOnce(
    { method, path }: Target,
    { body, headers }: CallOptions<OperationName>,
    token: string | undefined,
    signal: AbortSignal,
  ): Promise<Response> {
    const init: RequestInit = { method, signal, cache: 'no-store', credentials: 'same-origin', ...encode(body) };
    init.headers = {
      Accept: 'application/json',
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      ...(init.headers as Record<string, string> | undefined),
      ...headers,
    };
    return send(base + path, init).catch((error: unknown) => {
      throw signal.aborted ? error : networkError(error);
    });
  }

  async function attempt<T>(
    name: OperationName,
    call: CallOptions<OperationName>,
    read: (response: Response) => Promise<T>,
  ): Promise<T> {
    const limit = deadline(call.timeoutMs ?? options.timeoutMs, call.signal);
    try {
      const response = await request(targetOf(name, call.path, call.query), call, limit.signal);
      if (!response.ok) throw await errorFrom(response);
      return await read(response);
    } catch (error) {
      if (error instanceof PressroomError) throw error;
      if (call.signal?.aborted) throw call.signal.reason;
      if (limit.isOver) throw new PressroomError({ code: 'network', detail: 'The service did not answer in time.' });
      throw networkError(error);
    } finally {
      limit.dispose();
    }
  }

  return {
    async call<Name extends OperationName>(name: Name, call: CallOptions<Name> = {}): Promise<Answer<Name>> {
      const tries = isRepeatable(name, call) ? MAX_TRIES : 1;
      for (let failures = 1; ; failures += 1) {
        try {
          return await attempt(name, call as CallOptions<OperationName>, (response) =>
            readJson<Answer<Name>>(response),
          );
        } catch (error) {
          if (failures >= tries || !worthWaiting(error)) throw error;
          await pause(waitMs(error, failures), call.signal);
        }
      }
    },
    open: (name, call = {}) => attempt(name, call as CallOptions<OperationName>, async (response) => response),
    addressOf: (link) => (/^https?:/.test(link) ? link : base + link),
    forgetToken: tokens.forget,
    token: () => tokens.current(),
  };
}

function tokenFailure(cause: unknown): never {
  throw new PressroomError({ code: 'unauthenticated', detail: 'No token could be had.' }, { cause });
}

/** Strings, bytes and streams go as they are; anything else is JSON. */
function encode(body: unknown): Pick<RequestInit, 'body' | 'headers'> & { duplex?: 'half' } {
  if (body === undefined) return {};
  if (body instanceof ReadableStream) return { body, duplex: 'half' };
  if (body instanceof Blob || body instanceof ArrayBuffer || body instanceof Uint8Array || typeof body === 'string') {
    return { body: body as NonNullable<RequestInit['body']> };
  }
  return { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } };
}

async function readJson<T>(response: Response): Promise<T> {
  if (response.status === 204) return undefined as T;
  if (!/^application\/json\b/.test(response.headers.get('Content-Type') ?? '')) {
    throw new PressroomError({ code: 'not-pressroom', status: 0, detail: 'The answer is not that of the service.' });
  }
  return (await response.json()) as T;
}

/** Reading, deleting and cancelling twice is as good as once; creating is, under a key. */
function isRepeatable(name: OperationName, { headers }: { headers?: Record<string, string> }): boolean {
  const { method } = targetOf(name);
  return method === 'GET' || method === 'DELETE' || name === 'cancelJob' || headers?.['Idempotency-Key'] !== undefined;
}

function worthWaiting(error: unknown): error is PressroomError {
  if (!(error instanceof PressroomError) || (error.retryAfterSeconds ?? 0) > LONGEST_WAIT_SECONDS) return false;
  return isPassing(error) || error.code === 'idempotency-in-progress';
}

function waitMs({ retryAfterSeconds }: PressroomError, failures: number): number {
  return (retryAfterSeconds ?? 0) * 1000 + backoffMs(failures);
}
