import type { Fault } from '../errors.ts';
import type { JsonValue } from './json.ts';

export type WaitingStatus = 'scheduled' | 'queued' | 'retrying';
export type HeldStatus = 'running' | 'cancelling';
export type TerminalStatus = 'completed' | 'failed' | 'cancelled' | 'expired';
export type JobStatus = WaitingStatus | HeldStatus | TerminalStatus;

export type CancelOutcome = 'pending' | 'acknowledged' | 'abandoned' | 'before-start';

/** Why a job failed or expired: an RFC 9457 problem object, without a status of its own. */
export interface JobError {
  type: string;
  code: string;
  title: string;
  detail: string;
  errors?: Fault[];
}

/** Something that the result does not show as it was asked for. */
export interface JobWarning {
  code: string;
  detail: string;
  /** Into the input; null when it is not one place. */
  pointer: string | null;
}

/** What was asked for when the job was created. It never changes. */
export interface JobRequest {
  id: string;
  tenant: string;
  userId: string | null;
  sessionId: string | null;
  messageId: string | null;
  tags: string[];
  metadata: Record<string, unknown>;
  type: string;
  title: string | null;
  priority: number;
  maxAttempts: number;
  /** Of one attempt. */
  timeoutSeconds: number;
  retryDelaySeconds: number;
  retryBackoff: 'exponential' | 'fixed';
  retryMaxDelaySeconds: number;
  retentionSeconds: number;
  /** Whether an earlier job's file may be the answer. */
  reuse: boolean;
  retriedFrom: string | null;
}

/** The part of a job that its life changes. Pure rules turn one of these into the next. */
export interface Lifecycle {
  status: JobStatus;
  /** 0 before the first attempt. */
  attempt: number;
  /** The queue's retry count at the last claim; null before the first. */
  leaseNo: number | null;
  /** The fence: unique to the last claim. */
  leaseToken: string | null;
  workerId: string | null;
  dueAt: Date;
  /** Of the first attempt. */
  startedAt: Date | null;
  /** Of the latest. */
  attemptStartedAt: Date | null;
  heartbeatAt: Date | null;
  finishedAt: Date | null;
  expiresAt: Date | null;
  progressPercent: number;
  progressStage: string | null;
  progressMessage: string | null;
  progressUpdatedAt: Date | null;
  result: JsonValue | null;
  mainArtifactId: string | null;
  error: JobError | null;
  /** Of the latest attempt. */
  warnings: JobWarning[];
  /** The job whose file is this one's too. */
  reusedFrom: string | null;
  cancelRequestedAt: Date | null;
  cancelReason: string | null;
  cancelOutcome: CancelOutcome | null;
  cancelSettledAt: Date | null;
  /** Its workers died under it: whatever it does to the next one, no other job is to be lost with that. */
  runsAlone: boolean;
}

/** A row of `document_jobs` but for its input and checkpoint, which only a worker or a reader of the whole job needs. */
export interface JobRecord extends JobRequest, Lifecycle {
  lastSeq: number;
  createdAt: Date;
  runAt: Date;
  startDeadlineAt: Date | null;
}

/** Event types as stored; the last four end a job's events. */
export type EventType =
  | 'status'
  | 'progress'
  | 'log'
  | 'checkpoint'
  | 'artifact'
  | 'job-complete'
  | 'job-failed'
  | 'job-cancelled'
  | 'job-expired';

export interface NewEvent {
  type: EventType;
  data: Record<string, unknown>;
}

const TERMINAL: ReadonlySet<JobStatus> = new Set<JobStatus>(['completed', 'failed', 'cancelled', 'expired']);
const WAITING: ReadonlySet<JobStatus> = new Set<JobStatus>(['scheduled', 'queued', 'retrying']);
const TERMINAL_EVENTS: ReadonlySet<string> = new Set(['job-complete', 'job-failed', 'job-cancelled', 'job-expired']);

export function isTerminal(status: JobStatus): status is TerminalStatus {
  return TERMINAL.has(status);
}

export function isWaiting(status: JobStatus): status is WaitingStatus {
  return WAITING.has(status);
}

export function isTerminalEvent(type: string): boolean {
  return TERMINAL_EVENTS.has(type);
}
