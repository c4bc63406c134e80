import type { JobsCore } from './core.ts';
import type { HeldStatus } from './job.ts';
import {
  MAX_WARNINGS,
  saveCheckpoint,
  saveHeartbeat,
  saveLog,
  saveProgress,
  saveWarning,
  type LeaseKey,
} from './lease-store.ts';
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
const MAX_WARNING_CODE_CHARS = 100;
const MAX_POINTER_CHARS = 1_000;

const AND_MORE = {
  code: 'warnings-truncated',
  detail: `There are more warnings; only the first ${MAX_WARNINGS - 1} are kept.`,
  pointer: null,
};

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

/** Adds a warning to the job, and to its events as a `log` of level warn. The same one again changes nothing. */
export async function addWarning(
  core: JobsCore,
  lease: LeaseKey,
  warning: { code: string; detail: string; pointer?: string },
): Promise<boolean> {
  const stored = {
    code: storableText(warning.code, MAX_WARNING_CODE_CHARS),
    detail: storableText(warning.detail, MAX_MESSAGE_CHARS),
    pointer: warning.pointer === undefined ? null : storableText(warning.pointer, MAX_POINTER_CHARS),
  };
  const outcome = await saveWarning(core.pool, lease, stored, AND_MORE);
  if (outcome === 'added') tellIf(true, core, lease);
  return outcome !== null;
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
