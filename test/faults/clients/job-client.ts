import { setTimeout as delay } from 'node:timers/promises';
import type { JobRequest } from './job-inputs.ts';

/** A create that was acknowledged. */
export interface Acknowledged {
  id: string;
  key: string;
  request: JobRequest;
  /** Sent so often until an answer of 2xx came. */
  tries: number;
  replayed: boolean;
}

const RETRY_MS = 100;
const LIMIT_MS = 90_000;
/** Half-open connections never answer: the client gives up and sends it again. */
const ANSWER_MS = 8_000;
/** The service is away or too busy for a moment, or another request with the key is at it: try again. Anything else is a fault. */
const TRY_AGAIN = new Set([503, 429, 409]);

/**
 * Creates a job as a careful client does: with a key, sent again for as long as there is no answer, or one that says to
 * come again.
 *
 * @param onSent called when a request is on its way
 * @throws for any other answer, and when there is none for a long time
 */
export async function createJob(url: string, request: JobRequest, onSent: () => void): Promise<Acknowledged> {
  const { key } = request.metadata;
  const body = JSON.stringify(request);
  const headers = { 'content-type': 'application/json', 'idempotency-key': key };
  const { answer, tries } = await untilAcknowledged(`${url}/api/jobs`, { headers, body }, onSent);
  return { id: answer.json.id, key, request, tries, replayed: answer.replayed };
}

/** Asks for the end of a job; that may come too late. Asking twice is the same as once. */
export async function cancelJob(url: string, id: string): Promise<void> {
  await untilAcknowledged(`${url}/api/jobs/${id}/cancel`, {});
}

async function untilAcknowledged(
  url: string,
  request: RequestInit,
  onSent?: () => void,
): Promise<{ answer: Answer; tries: number }> {
  const deadline = performance.now() + LIMIT_MS;
  for (let tries = 1; ; tries += 1) {
    const answer = await post(url, request, onSent);
    if (answer && (answer.status === 202 || answer.status === 200)) return { answer, tries };
    if (answer && !TRY_AGAIN.has(answer.status)) {
      throw new Error(`POST ${url} answered ${answer.status}: ${JSON.stringify(answer.json)}`);
    }
    if (performance.now() > deadline) {
      throw new Error(`POST ${url} was not acknowledged in ${LIMIT_MS} ms, last answer: ${JSON.stringify(answer)}`);
    }
    await delay(RETRY_MS); // the client's own back-off
  }
}

interface Answer {
  status: number;
  replayed: boolean;
  json: { id: string };
}

/** null: no answer, or not all of it. */
async function post(url: string, request: RequestInit, onSent?: () => void): Promise<Answer | null> {
  try {
    const answering = fetch(url, { ...request, method: 'POST', signal: AbortSignal.timeout(ANSWER_MS) });
    onSent?.();
    const response = await answering;
    const replayed = response.headers.get('idempotency-replayed') === 'true';
    return { status: response.status, replayed, json: (await response.json()) as { id: string } };
  } catch {
    return null;
  }
}

/** Whether the API takes requests. */
export async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(ANSWER_MS) })).ok;
  } catch {
    return false;
  }
}
