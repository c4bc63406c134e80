import { randomUUIDv7 } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Problem } from '../errors.ts';
import { discardBody } from './discard-body.ts';
import { isBodyHeldBack } from './expectation.ts';
import { problemBody } from './problem-response.ts';

export interface WorkLimits {
  /** Requests that are worked on at a time. */
  atWork: number;
  /** As many are let in however long they take. Beyond it the one that is longest at work must be younger than `ageMs`. */
  atLeast: number;
  ageMs: number;
  /** All that are open: those whose body is still coming, that wait for an event, or whose answer is being fetched as well. */
  open: number;
}

/** Of one process. When work takes long, more of it at a time would only make all of it late. */
export const WORK_LIMITS: WorkLimits = { atWork: 500, atLeast: 100, ageMs: 1_000, open: 8_000 };
/** They tell how the process is, and must do so just when it has too much to do. */
const ALWAYS_ANSWERED: ReadonlySet<string> = new Set(['/livez', '/readyz', '/metrics']);
const REPORT_MS = 1_000;

/** A request that was let in. */
interface Work {
  res: ServerResponse;
  isAtWork(): boolean;
  begin(): void;
  leave(): void;
}

const works = new WeakMap<ServerResponse, Work>();

/**
 * Refuses requests beyond what the process can work on: early, not after a time-out, and before anything is done for them,
 * because a process that has too much to do has no time for refusals either.
 *
 * @param onRefused told now and then how many they were.
 * @returns whether a request is let in; if not, it has been answered.
 */
export function limitWork(
  limits: WorkLimits,
  onRefused: (count: number) => void,
): (req: IncomingMessage, res: ServerResponse) => boolean {
  const begunAt = new Map<Work, number>(); // in the order of beginning
  const report = countUp(onRefused);
  let open = 0;

  function isFull(): boolean {
    for (const [work, since] of begunAt) {
      if (!work.res.headersSent) return begunAt.size >= limits.atWork || isLate(since);
      work.leave(); // what is left of it is its reader's business
    }
    return false;
  }
  function isLate(since: number): boolean {
    return begunAt.size >= limits.atLeast && performance.now() - since > limits.ageMs;
  }
  function letIn(res: ServerResponse): void {
    const work: Work = {
      res,
      isAtWork: () => begunAt.has(work),
      begin: () => void (res.destroyed || begunAt.set(work, performance.now())),
      leave: () => void begunAt.delete(work),
    };
    open += 1;
    res.once('close', () => {
      open -= 1;
      work.leave();
    });
    works.set(res, work);
    work.begin();
  }

  return (req, res) => {
    if (ALWAYS_ANSWERED.has(req.url?.split('?', 1)[0] ?? '') || res.destroyed) return true;
    const isLetIn = open < limits.open && !isFull();
    if (isLetIn) letIn(res);
    else {
      void refuse(req, res);
      report();
    }
    return isLetIn;
  };
}

/** From now on the request only waits: for its body, for an event, for its reader, or for what takes its time anyway. */
export function leaveWork(res: ServerResponse): void {
  works.get(res)?.leave();
}

/** It has got what it was waiting for. */
export function resumeWork(res: ServerResponse): void {
  const work = works.get(res);
  if (work && !work.isAtWork()) work.begin();
}

const REFUSAL = new Problem('unavailable', 'Too many requests are being worked on just now.');
const RETRY_SECONDS = 1;

async function refuse(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const isDone = !isBodyHeldBack(req) && (await discardBody(req)); // its client may hear nothing before it has sent all
  const id = randomUUIDv7();
  const text = JSON.stringify(problemBody(REFUSAL, id));
  res.writeHead(503, {
    'Content-Type': 'application/problem+json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
    'Retry-After': RETRY_SECONDS,
    'Cache-Control': 'no-store',
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Request-Id': id,
    ...(isDone ? {} : { Connection: 'close' }),
  });
  res.end(req.method === 'HEAD' ? undefined : text);
}

function countUp(tell: (count: number) => void): () => void {
  let count = 0;
  return () => {
    count += 1;
    if (count > 1) return;
    setTimeout(() => {
      tell(count);
      count = 0;
    }, REPORT_MS).unref();
  };
}
