import type { JobsCore } from './core.ts';
import type { HeldStatus } from './job.ts';
import { saveCheckpoint, saveHeartbeat, saveLog, saveProgress, type LeaseKey } from './lease-store.ts';
import type { JsonValue } from './json.ts';
import { storableJson, storableText } from './storable-text.ts';

/**
 * What may be done with a job while it is held, besides settling it (settle-job.ts) and adding files (save-artifact.ts).
 * The in-process worker and any other transport call these. Each returns false (or null) when the lease is lost: then
 * nothing was written and the attempt must stop.
 */

export interface ProgressReport {
  /** Clamped to 0..100; never goes backwards within an attempt. */
  percent?: number;
  stage?: string;
  message?: string;
}

export const MAX_STAGE_CHARS = 100;
export const MAX_MESSAGE_CHARS = 1_000;
export const MAX_CHECKPOINT_BYTES = 64 * 1024;

export async function reportProgress(core: JobsCore, lease: LeaseKey, report: ProgressReport): Promise<boolean> {
  const held = await saveProgress(core.pool, lease, {
    percent:
      report.percent === undefined || Number.isNaN(report.percent) ? null : Math.min(100, Math.max(0, report.percent)),
    stage: report.stage === undefined ? null : storableText(report.stage, MAX_STAGE_CHARS),
    message: report.message === undefined ? null : storableText(report.message, MAX_MESSAGE_CHARS),
  });
  return tellIf(held, core, lease);
}

/** @throws RangeError when the value is larger than MAX_CHECKPOINT_BYTES as JSON, TypeError when it is no JSON. */
export async function storeCheckpoint(core: JobsCore, lease: LeaseKey, value: JsonValue): Promise<boolean> {
  const json = storableJson(value);
  if (json === undefined) throw new TypeError('A checkpoint must be a JSON value');
  if (Buffer.byteLength(json) > MAX_CHECKPOINT_BYTES) {
    throw new RangeError(`A checkpoint may have ${MAX_CHECKPOINT_BYTES} bytes as JSON at most`);
  }
  return tellIf(await saveCheckpoint(core.pool, lease, json), core, lease);
}

export async function addLog(
  core: JobsCore,
  lease: LeaseKey,
  level: 'info' | 'warn' | 'error',
  message: string,
): Promise<boolean> {
  return tellIf(await saveLog(core.pool, lease, level, storableText(message, MAX_MESSAGE_CHARS)), core, lease);
}

/**
 * Keeps the lease alive, in the queue first and the job's row second. To be called well within the queue's heartbeat time.
 *
 * @returns `cancelling` when the attempt should stop and settle, null when the lease is lost.
 */
export async function heartbeat(core: JobsCore, type: string, lease: LeaseKey): Promise<HeldStatus | null> {
  if (!(await core.queue.touch(core.pool, type, lease))) return null;
  return saveHeartbeat(core.pool, lease);
}

function tellIf(held: boolean, core: JobsCore, lease: LeaseKey): boolean {
  if (held) core.hints.send([{ topic: 'job', key: lease.jobId }]);
  return held;
}
