/**
 * The one error type of the service. A `Problem` is an expected refusal with a stable code; whatever else is thrown is a
 * surprise. The HTTP layer turns a code into a status and a title (RFC 9457); nothing else knows about HTTP.
 */
export type ProblemCode =
  | 'invalid-json'
  | 'invalid-encoding'
  | 'invalid-parameter'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'result-not-ready'
  | 'method-not-allowed'
  | 'not-acceptable'
  | 'conflict'
  | 'already-retried'
  | 'no-result'
  | 'idempotency-in-progress'
  | 'cursor-ahead'
  | 'gone'
  | 'cursor-expired'
  | 'payload-too-large'
  | 'uri-too-long'
  | 'unsupported-media-type'
  | 'range-not-satisfiable'
  | 'misdirected-request'
  | 'validation-failed'
  | 'idempotency-key-reused'
  | 'request-timeout'
  | 'headers-too-large'
  | 'too-many-requests'
  | 'internal'
  | 'unavailable';

/** One fault in a request: where (a JSON Pointer into the body, RFC 6901, or a parameter's name) and what. */
export interface Fault {
  pointer: string;
  detail: string;
}

export interface ProblemExtras {
  /** At most MAX_FAULTS are shown. */
  errors?: Fault[];
  /** Seconds after which the same request may succeed; becomes `Retry-After`. */
  retryAfterSeconds?: number;
  /** Further response headers, such as `Allow`. */
  headers?: Record<string, string>;
  cause?: unknown;
}

export const MAX_FAULTS = 20;

export class Problem extends Error {
  readonly code: ProblemCode;
  readonly errors: Fault[];
  readonly retryAfterSeconds: number | undefined;
  readonly headers: Record<string, string>;

  /** @param detail one sentence for the person who sent the request; never shows internals. */
  constructor(code: ProblemCode, detail: string, extras: ProblemExtras = {}) {
    super(detail, { cause: extras.cause });
    this.name = 'Problem';
    this.code = code;
    this.errors = (extras.errors ?? []).slice(0, MAX_FAULTS);
    this.retryAfterSeconds = extras.retryAfterSeconds;
    this.headers = extras.headers ?? {};
  }
}

/** The message of anything that was thrown. Never throws, whatever it was. */
export function messageOf(error: unknown): string {
  try {
    return String(error instanceof Error ? error.message : error);
  } catch {
    return 'what cannot be put into words';
  }
}
