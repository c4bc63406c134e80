import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HintListener } from '../src/db/hint-listener.ts';
import { sqlState } from '../src/db/transaction.ts';
import { messageOf } from '../src/errors.ts';
import type { ClaimedJob } from '../src/jobs/claim-jobs.ts';
import type { JobsCore } from '../src/jobs/core.ts';
import type { JobStatus } from '../src/jobs/job.ts';
import { heartbeat } from '../src/jobs/lease.ts';
import { jobError } from '../src/jobs/rules.ts';
import { settleJob, type Settlement } from '../src/jobs/settle-job.ts';
import { storableText } from '../src/jobs/storable-text.ts';
import { ABORT_GRACE_MS, AttemptEnded, STOP_GRACE_MS, type EndReason } from './attempt-end.ts';
import { PermanentJobError, type Handler, type JsonValue, type SavedArtifact } from './handler.ts';
import { LeaseLostError, runningJob } from './running-job.ts';

/** Three heartbeats fit into the time after which the queue gives a silent worker up. */
const HEARTBEAT_INTERVAL_MS = 3_000;
const MAX_RESULT_BYTES = 1024 * 1024;
const MAX_DETAIL_CHARS = 1_000;
const FIRST_SETTLE_RETRY_MS = 200;
const MAX_SETTLE_RETRY_MS = 5_000;

export interface Attempt {
  job: ClaimedJob;
  /** Asks the handler to stop; a second call changes nothing. */
  end(reason: EndReason): void;
  /** Settles it as failed by this error, whatever its handler does. */
  fail(error: unknown): void;
  isSettled(): boolean;
  /** Settled: what was written (null: the lease was lost). Never rejects. */
  settled: Promise<JobStatus | null>;
  /** The handler has returned, even if it ignored its signal. Never rejects. */
  left: Promise<void>;
}

export interface AttemptContext {
  core: JobsCore;
  listener: HintListener;
  /** Told of each failed try to settle; the next one follows. */
  onSettleError: (error: unknown) => void;
}

/** Which attempt the code that runs belongs to, also in what its handler did not wait for. */
const current = new AsyncLocalStorage<ClaimedJob>();

/** The job whose handler, or what it began and did not wait for, is at work. For a surprise: whose it is. */
export function jobAtWork(): ClaimedJob | undefined {
  return current.getStore();
}

/** Runs one attempt: handler under a heartbeat and a timer, then the settlement, written until it is stored. */
export function runJob(context: AttemptContext, job: ClaimedJob, handler: Handler): Attempt {
  const abort = new AbortController();
  const end = (reason: EndReason): void => abort.abort(new AttemptEnded(reason));
  const watch = watchLease(context, job, end);
  const { handle, flushProgress } = runningJob(context.core, job, abort.signal, watch.look);
  const outcome = current.run(job, () => callHandler(handler, handle, flushProgress));
  const failed = Promise.withResolvers<Outcome>();
  let isSettled = false;
  const settled = Promise.race([outcome, failed.promise, graceAfter(abort.signal)])
    .then((result) => decide(job, abort.signal, result))
    .then((settlement) => settlement && settleUntilStored(context, job, settlement))
    .finally(() => {
      isSettled = true;
      watch.stop();
    });
  const fail = (error: unknown): void => failed.resolve({ failed: error });
  return { job, end, fail, isSettled: () => isSettled, settled, left: outcome.then(() => {}) };
}

type Outcome = { returned: Settlement } | { threw: unknown } | { failed: unknown };

async function callHandler(
  handler: Handler,
  handle: Parameters<Handler>[0],
  flush: () => Promise<void>,
): Promise<Outcome> {
  try {
    await Promise.resolve(); // whoever starts it is to know of it before it can do anything
    const returned = completion(await handler(handle));
    await flush().catch(() => {}); // the work is done: only the settlement decides now
    return { returned };
  } catch (error) {
    await flush().catch(() => {});
    return { threw: error };
  }
}

/** Heartbeats, the attempt's time limit, and the push that tells of a cancel. `look` asks now how the job stands. */
function watchLease(
  { core, listener }: AttemptContext,
  job: ClaimedJob,
  end: (reason: EndReason) => void,
): { look: () => void; stop: () => void } {
  const beat = async (): Promise<void> => {
    const status = await heartbeat(core, job.type, job).catch(() => 'running'); // no answer is no verdict
    if (status === null) end('lease-lost');
    if (status === 'cancelling') end('cancelled');
  };
  const look = (): void => void beat();
  const heartbeats = setInterval(look, HEARTBEAT_INTERVAL_MS);
  const timeout = setTimeout(() => end('timed-out'), job.timeoutSeconds * 1000);
  const unsubscribe = listener.onKey('cancel', job.jobId, look);
  const stop = (): void => {
    clearInterval(heartbeats);
    clearTimeout(timeout);
    unsubscribe();
  };
  return { look, stop };
}

async function graceAfter(signal: AbortSignal): Promise<Outcome> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  const isStop = signal.reason instanceof AttemptEnded && signal.reason.reason === 'stopped';
  await sleep(isStop ? STOP_GRACE_MS : ABORT_GRACE_MS, undefined, { ref: false });
  return { threw: signal.reason };
}

/** What the end of the handler means; null when nothing may be written. */
function decide(job: ClaimedJob, signal: AbortSignal, outcome: Outcome): Settlement | null {
  const reason = signal.aborted && signal.reason instanceof AttemptEnded ? signal.reason.reason : null;
  if (reason === 'lease-lost') return null;
  if ('returned' in outcome) return outcome.returned;
  if ('failed' in outcome) return failure('handler-error', wordsOf(outcome.failed), true);
  if (reason === 'cancelled' || outcome.threw instanceof LeaseLostError) return { kind: 'acknowledge' }; // if it may
  if (reason === 'stopped') return { kind: 'release' };
  if (reason === 'timed-out') {
    return failure('attempt-timeout', `The attempt took longer than ${job.timeoutSeconds} seconds.`, true);
  }
  if (outcome.threw instanceof PermanentJobError) return failure(outcome.threw.code, messageOf(outcome.threw), false);
  return failure('handler-error', wordsOf(outcome.threw), true);
}

function wordsOf(thrown: unknown): string {
  const message = messageOf(thrown);
  if (thrown instanceof Error && message.trim() !== '') return message;
  return `The handler threw ${thrown instanceof Error ? 'an error without a message' : message || 'an empty text'}.`;
}

/** What is returned may be anything: types are gone when programs run. */
function completion(returned: unknown): Settlement {
  const { artifact, result } = Object(returned) as { artifact?: SavedArtifact; result?: JsonValue };
  if (artifact) {
    const { id, name, mediaType, sizeBytes, sha256 } = artifact;
    return {
      kind: 'complete',
      result: { artifactId: id, fileName: name, mediaType, sizeBytes, sha256 },
      mainArtifactId: id,
    };
  }
  return asJson(result) === null ? BAD_RESULT : { kind: 'complete', result: result as JsonValue, mainArtifactId: null };
}

function asJson(value: unknown): string | null {
  try {
    const json = JSON.stringify(value) as string | undefined;
    return json !== undefined && Buffer.byteLength(json) <= MAX_RESULT_BYTES ? json : null;
  } catch {
    return null;
  }
}

function failure(code: string, detail: string, retryable: boolean): Settlement {
  return { kind: 'fail', error: jobError(code, storableText(detail, MAX_DETAIL_CHARS)), retryable };
}

const BAD_RESULT = failure(
  'bad-result',
  `The handler returned no JSON value of at most ${MAX_RESULT_BYTES} bytes that can be stored.`,
  false,
);

/**
 * Finished work is kept while the database is away. Settling is fenced, so a settle that did arrive is not repeated. What
 * the database will never take is not offered to it for ever: then the job fails.
 */
async function settleUntilStored(
  context: AttemptContext,
  job: ClaimedJob,
  wanted: Settlement,
): Promise<JobStatus | null> {
  let settlement = wanted;
  for (let delayMs = FIRST_SETTLE_RETRY_MS; ; delayMs = Math.min(delayMs * 2, MAX_SETTLE_RETRY_MS)) {
    try {
      return await settleJob(context.core, job.type, job, settlement);
    } catch (error) {
      context.onSettleError(error);
      if (settlement.kind === 'complete' && isRefusal(error)) settlement = BAD_RESULT;
      else await sleep(delayMs);
    }
  }
}

/** Data that cannot be stored, or is too much or too deep: for Postgres, or already for whoever writes it down. */
function isRefusal(error: unknown): boolean {
  return error instanceof RangeError || /^(22|23|54)/.test(sqlState(error) ?? '');
}
