import type { ModelRecord } from '../model.ts';

/**
 * What pg-boss does to its record of a job, as its documentation tells and its statements do. The sequential model takes
 * the record as it finds it; of commands that run at once nobody can say what each of them found.
 */
export interface QueueEntry extends ModelRecord {
  priority: number;
  retryLimit: number;
  /** It was claimed before, so the next claim counts. */
  wasStarted: boolean;
  startAfter: number;
  startedAt: number;
  heartbeatAt: number;
}

/** How long pg-boss waits before the next try of an attempt that it failed itself. */
const RETRY_DELAY_MS = 5_000;
const HEARTBEAT_MS = 10_000;
/** Those that run alone are put before all others, and so told from them. */
const ALONE_PRIORITY = 1_000;

export function newEntry(request: { priority: number; maxAttempts: number }, startAfter: number): QueueEntry {
  return {
    state: 'created', priority: request.priority, retryCount: 0, retryLimit: request.maxAttempts - 1, timedOut: false,
    wasStarted: false, startAfter, startedAt: 0, heartbeatAt: 0,
  }; // prettier-ignore
}

export const isWaiting = ({ state }: QueueEntry): boolean => state === 'created' || state === 'retry';
const isLive = (entry: QueueEntry): boolean => isWaiting(entry) || entry.state === 'active';

export const isAlone = ({ priority }: QueueEntry): boolean => priority >= ALONE_PRIORITY / 2;
export const isDue = (entry: QueueEntry, now: number): boolean => isWaiting(entry) && entry.startAfter <= now;
export const isHeldUnder = (entry: QueueEntry | undefined, lease: number): entry is QueueEntry =>
  entry?.state === 'active' && entry.retryCount === lease;
export const isSilent = (entry: QueueEntry, now: number): boolean =>
  entry.state === 'active' && entry.heartbeatAt + HEARTBEAT_MS < now;

export function fetch(entry: QueueEntry, now: number): void {
  const retryCount = entry.retryCount + (entry.wasStarted ? 1 : 0);
  Object.assign(entry, { state: 'active', retryCount, wasStarted: true, startedAt: now, heartbeatAt: now });
}

export function complete(entry: QueueEntry): void {
  if (entry.state === 'active') Object.assign(entry, { state: 'completed', timedOut: false });
}

export function fail(entry: QueueEntry, now: number, timedOut = false): void {
  if (!isLive(entry)) return;
  const isLast = entry.retryCount >= entry.retryLimit;
  const startAfter = entry.retryCount === entry.retryLimit ? entry.startAfter : now + RETRY_DELAY_MS;
  Object.assign(entry, { state: isLast ? 'failed' : 'retry', startAfter, timedOut });
}

/** When the next attempt is due, and in which line it stands. */
export function putInLine(entry: QueueEntry, startAfter: number, job: { priority: number; isAlone: boolean }): void {
  Object.assign(entry, { startAfter, priority: job.priority + (job.isAlone ? ALONE_PRIORITY : 0) });
}

/** @returns whether there was something to revive */
export function retry(entry: QueueEntry): boolean {
  if (entry.state !== 'failed') return false;
  Object.assign(entry, { state: 'retry', retryLimit: entry.retryLimit + 1 });
  return true;
}

export function cancel(entry: QueueEntry): void {
  if (isLive(entry)) entry.state = 'cancelled';
}

export function resume(entry: QueueEntry): void {
  if (entry.state === 'cancelled') entry.state = 'created';
}
