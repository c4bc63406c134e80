import { deadline } from './deadline.ts';
import { errorFrom, networkError, PressroomError } from './errors.ts';
import { targetOf, type CallOptions, type OperationName, type Target } from './operations.ts';
import type { TokenSource } from './token.ts';

/** What every request of a client needs. */
export interface Sender {
  /** Without a slash at its end. */
  base: string;
  tokens: TokenSource;
  fetch: typeof fetch;
  timeoutMs: number;
}

/**
 * Sends a request once, and once more with another token when the first is refused; then reads the answer.
 *
 * @throws PressroomError, or the reason of the caller's signal.
 */
export async function sendOnce<T>(
  sender: Sender,
  name: OperationName,
  call: CallOptions<OperationName>,
  read: (response: Response) => Promise<T>,
): Promise<T> {
  const limit = deadline(call.timeoutMs ?? sender.timeoutMs, call.signal);
  try {
    const response = await authorized(sender, targetOf(name, call.path, call.query), call, limit.signal);
    if (!response.ok) throw await errorFrom(response);
    return await read(response);
  } catch (error) {
    limit.dispose();
    if (error instanceof PressroomError) throw error;
    if (call.signal?.aborted) throw call.signal.reason;
    if (limit.isOver) throw new PressroomError({ code: 'network', detail: 'The service did not answer in time.' });
    throw networkError(error);
  } finally {
    limit.lift(); // a body that is still open goes on, and ends with the caller's signal
  }
}

async function authorized(
  sender: Sender,
  target: Target,
  call: CallOptions<OperationName>,
  signal: AbortSignal,
): Promise<Response> {
  const used = await sender.tokens.current().catch(noToken);
  const first = await request(sender, target, call, used, signal);
  if (first.status !== 401) return first;
  const renewed = await sender.tokens.renewed(used).catch(noToken);
  return renewed === undefined ? first : request(sender, target, call, renewed, signal);
}

function noToken(cause: unknown): never {
  throw new PressroomError({ code: 'unauthenticated', detail: 'No token could be had.' }, { cause });
}

function request(
  sender: Sender,
  { method, path }: Target,
  { body, headers }: CallOptions<OperationName>,
  token: string | undefined,
  signal: AbortSignal,
): Promise<Response> {
  const encoded = encode(body);
  return sender.fetch(sender.base + path, {
    ...{ method, signal, cache: 'no-store', credentials: 'same-origin' },
    ...encoded.init,
    headers: {
      Accept: 'application/json',
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
      ...encoded.headers,
      ...headers,
    },
  });
}

interface Encoded {
  init?: RequestInit & { duplex?: 'half' };
  headers?: Record<string, string>;
}

/** Text, bytes and streams go as they are; anything else is JSON. */
function encode(body: unknown): Encoded {
  if (body === undefined) return {};
  if (body instanceof ReadableStream) return { init: { body, duplex: 'half' } };
  if (body instanceof Blob || body instanceof ArrayBuffer || body instanceof Uint8Array || typeof body === 'string') {
    return { init: { body: body as NonNullable<RequestInit['body']> } };
  }
  return { init: { body: JSON.stringify(body) }, headers: { 'Content-Type': 'application/json' } };
}
