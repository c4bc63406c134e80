import { adviceFor, type ErrorCode } from './advice.ts';
import type { Fault, Problem } from '../contract.ts';

/**
 * What is wrong with a call. `message` is for people: what happened, and what to do next. Programs decide by `code`;
 * one that this version does not know is passed on as it came.
 */
export class PressroomError extends Error {
  override readonly name = 'PressroomError';
  readonly code: ErrorCode;
  /** The HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** What happened, in a sentence. */
  readonly detail: string;
  /** What to do next, in a sentence. */
  readonly advice: string;
  /** How long to wait before trying again, as the service asked; null when it did not. */
  readonly retryAfterSeconds: number | null;
  /** The faults in what was sent, one by one. */
  readonly faults: readonly Fault[];
  /** The id of the request, to look for in the service's log. */
  readonly requestId: string | null;
  /** With `already-retried`, the job that was made the first time. */
  readonly retriedAs: string | null;

  constructor(problem: Told, more: ErrorDetails = {}) {
    const status = problem.status ?? 0;
    const advice = adviceFor(problem.code, status);
    super(`${problem.detail} ${advice}`, more.cause === undefined ? undefined : { cause: more.cause });
    this.code = problem.code as ErrorCode;
    this.status = status;
    this.detail = problem.detail;
    this.advice = advice;
    this.retryAfterSeconds = more.retryAfterSeconds ?? null;
    this.faults = problem.errors ?? [];
    this.requestId = problem.instance ?? null;
    this.retriedAs = problem.retriedAs ?? null;
  }
}

/** A problem document, or as much of one as is known. Codes may be younger than this client. */
type Told = Partial<Omit<Problem, 'code' | 'detail'>> & { code: string; detail: string };

interface ErrorDetails {
  retryAfterSeconds?: number | null;
  cause?: unknown;
}

/** Whether the same call may go well later, without anybody doing anything. */
export function isPassing(error: PressroomError): boolean {
  if (error.code === 'closed') return false;
  return error.code === 'network' || error.status === 408 || error.status === 429 || error.status >= 500;
}

/** No answer came: the network, the service or something between them is down. */
export function networkError(cause: unknown): PressroomError {
  return new PressroomError({ code: 'network', detail: 'The service cannot be reached.' }, { cause });
}

/** The error that an answer tells of. A page of a proxy, or anything else that is no problem document, counts too. */
export async function errorFrom(response: Response): Promise<PressroomError> {
  const retryAfterSeconds = readRetryAfter(response.headers.get('Retry-After'));
  const problem = await readProblem(response);
  if (problem) return new PressroomError(problem, { retryAfterSeconds });
  const { status } = response;
  const code = status >= 500 ? 'unavailable' : (CODES[status] ?? 'not-pressroom');
  return new PressroomError({ code, status, detail: `The answer was ${status}.` }, { retryAfterSeconds });
}

/** What stands between client and service has its own words; its status still tells what it is. */
const CODES: Record<number, ErrorCode> = { 401: 'unauthenticated', 403: 'forbidden', 429: 'too-many-requests' };

async function readProblem(response: Response): Promise<Problem | null> {
  if (!/^application\/(problem\+)?json\b/.test(response.headers.get('Content-Type') ?? '')) return null;
  const body = (await response.json().catch(() => null)) as Partial<Problem> | null;
  return typeof body?.code === 'string' && typeof body.detail === 'string' ? (body as Problem) : null;
}

function readRetryAfter(text: string | null): number | null {
  if (text === null) return null;
  const seconds = /^\d+$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : null;
}
