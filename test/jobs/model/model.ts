/**
 * The life of a job as the design describes it, small enough to be checked by reading: what each operation does to the
 * status, the attempt and the events of a job. No I/O. It knows nothing of how the service does it; only what the queue's
 * own record says is taken as given, since other hands may have changed it.
 */
export type Status =
  'scheduled' | 'queued' | 'running' | 'retrying' | 'cancelling' | 'completed' | 'failed' | 'cancelled' | 'expired';

export interface ModelRequest {
  type: string;
  priority: number;
  maxAttempts: number;
  timeoutSeconds: number;
  delaySeconds: number;
  backoff: 'fixed' | 'exponential';
  maxDelaySeconds: number;
  retentionSeconds: number;
}

export interface ModelJob extends ModelRequest {
  id: string;
  status: Status;
  attempt: number;
  lease: number | null;
  /** Every lease that was ever given on it. */
  leases: number[];
  /** Earliest and latest moment at which it may be due: they differ by the jitter, until the row was seen. */
  due: [number, number];
  deadline: number | null;
  /** From the start that was asked for to the deadline; a manual retry asks for the same. */
  startWithinMs: number | null;
  percent: number;
  checkpoint: number | null;
  artifacts: Set<string>;
  outcome: 'pending' | 'acknowledged' | 'abandoned' | 'before-start' | null;
  cancelAskedAt: number | null;
  finishedAt: number | null;
  errorCode: string | null;
  /** Type and attempt of each event, in order. */
  events: [string, number][];
  retriedFrom: string | null;
  /** Somebody used the queue's own tools on it: its due time is theirs. */
  isTouched: boolean;
}

/** What the queue says of a job. */
export interface ModelRecord {
  state: 'created' | 'retry' | 'active' | 'completed' | 'cancelled' | 'failed';
  retryCount: number;
  timedOut: boolean;
}

export interface Model {
  now: number;
  jobs: Map<string, ModelJob>;
  keys: Map<string, { fingerprint: string; jobId: string; expiresAt: number }>;
  /** How often each path was taken, over all runs. */
  reached: Map<string, number>;
  /** Operations that were run and compared. */
  steps: { count: number };
}

const GRACE_MS = 30_000;
const TERMINAL_EVENTS = {
  completed: 'job-complete',
  failed: 'job-failed',
  cancelled: 'job-cancelled',
  expired: 'job-expired',
};

export const isTerminal = (status: Status): status is keyof typeof TERMINAL_EVENTS => status in TERMINAL_EVENTS;
export const isWaiting = (status: Status): boolean => ['scheduled', 'queued', 'retrying'].includes(status);
export const isHeld = (status: Status): boolean => status === 'running' || status === 'cancelling';

export function create(
  model: Model,
  id: string,
  request: ModelRequest,
  plan: { runAt: number; deadline: number | null },
  by: string,
): void {
  const status = plan.runAt > model.now ? 'scheduled' : 'queued';
  reach(model, `new → ${status}: ${by}`);
  model.jobs.set(id, {
    ...request, id, status, attempt: 0, lease: null, leases: [], due: [plan.runAt, plan.runAt], deadline: plan.deadline,
    startWithinMs: plan.deadline && plan.deadline - plan.runAt, percent: 0,
    checkpoint: null, artifacts: new Set(), outcome: null, cancelAskedAt: null, finishedAt: null, errorCode: null,
    events: [['status', 0]], retriedFrom: null, isTouched: false,
  }); // prettier-ignore
}

/** The queue gave the job out. @returns whether an attempt starts. */
export function claim(model: Model, job: ModelJob, lease: number): boolean {
  if (job.status === 'cancelling') cancelled(model, job, 'abandoned', 'worker lost');
  else if (isPastDeadline(model, job)) expire(model, job);
  else if (job.status === 'running') attemptEnded(model, job, 'worker-lost', true, [0, 0]);
  if (!isWaiting(job.status)) return false;
  become(model, job, 'running', 'claim', { attempt: job.attempt + 1, lease, percent: 0, errorCode: null });
  job.leases.push(lease);
  return true;
}

/** May this lease write? Only while the job runs under it. */
export const mayWrite = (job: ModelJob, lease: number): boolean => job.status === 'running' && job.lease === lease;

/** May it end the attempt? Also while the job is being cancelled, and only while the queue agrees. */
export function maySettle(job: ModelJob, record: ModelRecord | undefined, lease: number): boolean {
  return isHeld(job.status) && job.lease === lease && record?.state === 'active' && record.retryCount === lease;
}

export function progress(job: ModelJob, percent: number): void {
  if (!Number.isNaN(percent)) job.percent = Math.max(job.percent, Math.min(100, Math.max(0, percent)));
  job.events.push(['progress', job.attempt]);
}

export type Ending = 'complete' | 'fail' | 'fail for good' | 'release' | 'acknowledge';

export function settle(model: Model, job: ModelJob, ending: Ending): void {
  if (job.status === 'cancelling') cancelled(model, job, 'acknowledged', ending);
  else if (ending === 'complete') become(model, job, 'completed', ending, { percent: 100 });
  else if (ending === 'fail') attemptEnded(model, job, 'handler-error', true, backoff(job));
  else if (ending === 'fail for good') attemptEnded(model, job, 'handler-error', false, [0, 0]);
  else {
    const by = job.attempt === job.maxAttempts ? `${ending} of the last attempt` : ending;
    become(model, job, 'queued', by, { attempt: job.attempt - 1, due: [model.now, model.now] });
  }
}

export function cancel(model: Model, job: ModelJob): void {
  if (isTerminal(job.status) || job.status === 'cancelling') return;
  if (job.status !== 'running') return cancelled(model, job, 'before-start', 'cancel');
  become(model, job, 'cancelling', 'cancel', { outcome: 'pending', cancelAskedAt: model.now });
}

/** What must be true of a live job, given what the queue says of it. */
export function reconcile(model: Model, job: ModelJob, record: ModelRecord | undefined): void {
  if (isTerminal(job.status)) return;
  if (isPastDeadline(model, job)) return expire(model, job);
  const isHoldReal = record?.state === 'active' && record.retryCount === job.lease;
  if (job.status === 'cancelling') {
    if ((job.cancelAskedAt ?? 0) + GRACE_MS <= model.now) return cancelled(model, job, 'abandoned', 'grace over');
    return isHoldReal ? undefined : cancelled(model, job, 'abandoned', 'worker lost');
  }
  if (isWaiting(job.status)) return reconcileWaiting(model, job, record);
  if (isHoldReal) return;
  if (record?.state === 'cancelled') return cancelled(model, job, 'abandoned', 'cancelled in the queue');
  if (record?.state !== 'retry' && record?.state !== 'failed') return recordLost(model, job);
  if (record.timedOut) return attemptEnded(model, job, 'attempt-timeout', true, backoff(job));
  attemptEnded(model, job, 'worker-lost', true, [0, 0]);
}

function reconcileWaiting(model: Model, job: ModelJob, record: ModelRecord | undefined): void {
  if (record?.state === 'created' || record?.state === 'retry' || record?.state === 'active') return;
  if (record?.state === 'cancelled') return cancelled(model, job, 'before-start', 'cancelled in the queue');
  if (!record && job.lease === null) reach(model, `${job.status} → ${job.status}: queue record put back`);
  else recordLost(model, job);
}

export function isPrunable(model: Model, job: ModelJob): boolean {
  return job.finishedAt !== null && job.finishedAt + job.retentionSeconds * 1000 <= model.now;
}

/** From half of the delay (doubled with every attempt, up to the maximum) to all of it; fixed: exactly the delay. */
export function backoff(
  job: Pick<ModelJob, 'backoff' | 'attempt' | 'delaySeconds' | 'maxDelaySeconds'>,
): [number, number] {
  if (job.backoff === 'fixed') return [job.delaySeconds * 1000, job.delaySeconds * 1000];
  const most = Math.min(job.delaySeconds * 2 ** (job.attempt - 1), job.maxDelaySeconds) * 1000;
  return [most / 2, most];
}

function isPastDeadline(model: Model, job: ModelJob): boolean {
  return job.deadline !== null && job.leases.length === 0 && job.deadline <= model.now;
}

function expire(model: Model, job: ModelJob): void {
  become(model, job, 'expired', 'start deadline', { errorCode: 'start-deadline-passed' });
}

function cancelled(model: Model, job: ModelJob, outcome: ModelJob['outcome'], by: string): void {
  become(model, job, 'cancelled', `${by} (${String(outcome)})`, { outcome });
}

function recordLost(model: Model, job: ModelJob): void {
  become(model, job, 'failed', 'queue record lost', { errorCode: 'queue-record-lost' });
}

function attemptEnded(
  model: Model,
  job: ModelJob,
  errorCode: string,
  isRetryable: boolean,
  wait: [number, number],
): void {
  if (!isRetryable) return become(model, job, 'failed', `${errorCode} (permanent)`, { errorCode });
  if (job.attempt >= job.maxAttempts) return become(model, job, 'failed', `${errorCode} (last attempt)`, { errorCode });
  become(model, job, 'retrying', errorCode, { errorCode, due: [model.now + wait[0], model.now + wait[1]] });
}

function become(model: Model, job: ModelJob, status: Status, by: string, changes: Partial<ModelJob>): void {
  reach(model, `${job.status} → ${status}: ${by}`);
  Object.assign(job, changes, { status, finishedAt: isTerminal(status) ? model.now : null });
  job.events.push([isTerminal(status) ? TERMINAL_EVENTS[status] : 'status', job.attempt]);
}

function reach(model: Model, path: string): void {
  model.reached.set(path, (model.reached.get(path) ?? 0) + 1);
}
