import { backoffMs, pause } from '../backoff.ts';
import { isPassing, PressroomError } from './errors.ts';
import { targetOf, type Answer, type CallOptions, type OperationName } from './operations.ts';
import { sendOnce, type Sender } from './send.ts';
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
  /** As `call`, but tried once. */
  callOnce<Name extends OperationName>(name: Name, options?: CallOptions<Name>): Promise<Answer<Name>>;
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

export function createHttp({ baseUrl, token, timeoutMs, ...options }: HttpOptions): Http {
  const tokens = createTokenSource(token);
  const base = baseUrl.replace(/\/+$/, '');
  const sender: Sender = { base, tokens, timeoutMs, fetch: options.fetch ?? ((url, init) => fetch(url, init)) };
  const callOnce = <Name extends OperationName>(name: Name, call: CallOptions<Name> = {}): Promise<Answer<Name>> =>
    sendOnce(sender, name, call as CallOptions<OperationName>, readJson<Answer<Name>>);
  return {
    callOnce,
    call<Name extends OperationName>(name: Name, call: CallOptions<Name> = {}): Promise<Answer<Name>> {
      const once = (): Promise<Answer<Name>> => callOnce(name, call);
      return isRepeatable(name, call) ? repeatedly(once, call.signal) : once();
    },
    open: (name, call = {}) => sendOnce(sender, name, call as CallOptions<OperationName>, async (response) => response),
    addressOf: (link) => (/^https?:/.test(link) ? link : base + link),
    forgetToken: tokens.forget,
    token: tokens.current,
  };
}

async function readJson<T>(response: Response): Promise<T> {
  if (response.status === 204) return undefined as T;
  if (!/^application\/json\b/.test(response.headers.get('Content-Type') ?? '')) {
    throw new PressroomError({ code: 'not-pressroom', detail: 'The answer is not that of the service.' });
  }
  return (await response.json()) as T;
}

/** Reading, deleting and cancelling twice is as good as once; creating is, under a key. */
function isRepeatable(name: OperationName, { headers }: { headers?: Record<string, string> }): boolean {
  const { method } = targetOf(name);
  return method === 'GET' || method === 'DELETE' || name === 'cancelJob' || headers?.['Idempotency-Key'] !== undefined;
}

async function repeatedly<T>(once: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await once();
    } catch (error) {
      if (failures >= MAX_TRIES || !isWorthWaiting(error)) throw error;
      await pause((error.retryAfterSeconds ?? 0) * 1000 + backoffMs(failures), signal);
    }
  }
}

function isWorthWaiting(error: unknown): error is PressroomError {
  if (!(error instanceof PressroomError) || (error.retryAfterSeconds ?? 0) > LONGEST_WAIT_SECONDS) return false;
  return isPassing(error) || error.code === 'idempotency-in-progress';
}
