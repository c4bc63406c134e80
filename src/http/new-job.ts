import { randomUUIDv7 } from 'node:crypto';
import type { Principal } from '../access/principal.ts';
import type { NewJob } from '../contract/types.ts';
import type { JobView } from '../jobs/job-reader.ts';
import type { NewJobRow } from '../jobs/job-store.ts';
import { Problem, type Fault } from '../errors.ts';
import { refuseOtherUser } from './bound-user.ts';
import { parseTime } from './request-time.ts';

/** What a job has that says nothing of it. */
export const JOB_DEFAULTS = {
  priority: 0,
  timeoutSeconds: 3_600,
  maxAttempts: 3,
  retry: { delaySeconds: 5, backoff: 'exponential' as const, maxDelaySeconds: 300 },
  retentionSeconds: 86_400,
};

const MAX_METADATA_BYTES = 16 * 1024;
/** Clocks differ, and a request takes its time: a start that has just passed means now. */
const PAST_START_TOLERANCE_MS = 5 * 60_000;
/** Beyond ten years a start is a mistake in writing. */
const MAX_START_AHEAD_DAYS = 3_653;

/**
 * The row of a job that is asked for with a body that fits the contract.
 *
 * @throws Problem `forbidden` for another user than the credential's, `validation-failed` for what no schema can say.
 */
export function newJobRow(body: NewJob, principal: Principal, now: Date): NewJobRow {
  refuseOtherUser(principal, body.userId);
  const errors = [...metadataFaults(body), ...retryFaults(body)];
  if (errors.length > 0) throw new Problem('validation-failed', 'The body was refused.', { errors });
  return {
    id: randomUUIDv7(),
    tenant: principal.tenant,
    userId: body.userId ?? principal.userId,
    sessionId: body.sessionId ?? null,
    messageId: body.messageId ?? null,
    tags: body.tags ?? [],
    metadata: body.metadata ?? {},
    type: body.type,
    title: body.title ?? null,
    inputJson: JSON.stringify(body.input),
    priority: body.priority ?? JOB_DEFAULTS.priority,
    maxAttempts: body.maxAttempts ?? JOB_DEFAULTS.maxAttempts,
    timeoutSeconds: body.timeoutSeconds ?? JOB_DEFAULTS.timeoutSeconds,
    ...retryOf(body),
    retentionSeconds: body.retentionSeconds ?? JOB_DEFAULTS.retentionSeconds,
    reuse: body.reuse ?? false,
    retriedFrom: null,
    runAt: futureStart(body, now),
    startWithinSeconds: body.startWithinSeconds ?? null,
  };
}

/** The job as its row begins, for when it has been written and cannot be read; times are by this process's clock. */
export function unreadJob(row: NewJobRow, now: Date): JobView {
  const { inputJson: _input, runAt, startWithinSeconds, ...request } = row;
  const dueAt = runAt ?? now;
  const deadline = startWithinSeconds === null ? null : new Date(dueAt.getTime() + startWithinSeconds * 1000);
  return {
    ...request,
    ...NOT_BEGUN,
    status: runAt ? 'scheduled' : 'queued',
    createdAt: now,
    runAt: dueAt,
    dueAt,
    startDeadlineAt: deadline,
  };
}

const NOT_BEGUN = {
  attempt: 0,
  lastSeq: 1,
  leaseNo: null,
  leaseToken: null,
  workerId: null,
  startedAt: null,
  attemptStartedAt: null,
  heartbeatAt: null,
  finishedAt: null,
  expiresAt: null,
  progressPercent: 0,
  progressStage: null,
  progressMessage: null,
  progressUpdatedAt: null,
  result: null,
  mainArtifactId: null,
  error: null,
  warnings: [],
  reusedFrom: null,
  cancelRequestedAt: null,
  cancelReason: null,
  cancelOutcome: null,
  cancelSettledAt: null,
  runsAlone: false,
  retriedAs: null,
};

/** Either delay that is left out gives way to the one that is given. */
function retryOf({
  retry = {},
}: NewJob): Pick<NewJobRow, 'retryDelaySeconds' | 'retryBackoff' | 'retryMaxDelaySeconds'> {
  const { delaySeconds, backoff, maxDelaySeconds } = { ...retry };
  const defaults = JOB_DEFAULTS.retry;
  return {
    retryDelaySeconds: delaySeconds ?? Math.min(defaults.delaySeconds, maxDelaySeconds ?? Infinity),
    retryBackoff: backoff ?? defaults.backoff,
    retryMaxDelaySeconds: maxDelaySeconds ?? Math.max(defaults.maxDelaySeconds, delaySeconds ?? 0),
  };
}

function retryFaults({ retry }: NewJob): Fault[] {
  if (retry?.delaySeconds === undefined || retry.maxDelaySeconds === undefined) return [];
  if (retry.maxDelaySeconds >= retry.delaySeconds) return [];
  return [{ pointer: '/retry/maxDelaySeconds', detail: 'must not be less than delaySeconds' }];
}

function metadataFaults({ metadata }: NewJob): Fault[] {
  if (Buffer.byteLength(JSON.stringify(metadata ?? {})) <= MAX_METADATA_BYTES) return [];
  return [{ pointer: '/metadata', detail: `must have at most ${MAX_METADATA_BYTES} bytes as JSON` }];
}

/** What is wrong with when it is to start: only time makes that so, the same body may have been right before. */
export function startFaults(body: NewJob, now: Date): Fault[] {
  const start = parseTime(body.runAt);
  if (!start) return [];
  const aheadMs = start.getTime() - now.getTime();
  if (aheadMs < -PAST_START_TOLERANCE_MS)
    return [{ pointer: '/runAt', detail: 'must not be more than 5 minutes in the past' }];
  if (aheadMs > MAX_START_AHEAD_DAYS * 86_400_000)
    return [{ pointer: '/runAt', detail: 'must be at most ten years ahead' }];
  return [];
}

/** null: due now, which the database's clock decides. */
function futureStart(body: NewJob, now: Date): Date | null {
  const start = parseTime(body.runAt);
  return start && start > now ? start : null;
}
