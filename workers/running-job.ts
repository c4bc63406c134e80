import { sqlState } from '../src/db/transaction.ts';
import type { ClaimedJob } from '../src/jobs/claim-jobs.ts';
import type { JobsCore } from '../src/jobs/core.ts';
import { addLog, reportProgress, storeCheckpoint } from '../src/jobs/lease.ts';
import { saveArtifact } from '../src/jobs/save-artifact.ts';
import type { RunningJob } from './handler.ts';
import { throttleProgress } from './progress-throttle.ts';

/** What a handler is given, and the flush of its last progress before the attempt is settled. */
export function runningJob(
  core: JobsCore,
  job: ClaimedJob,
  signal: AbortSignal,
  onRefused: () => void,
): { handle: RunningJob; flushProgress: () => Promise<void> } {
  const orLost = async <T>(writing: Promise<T | false | null>): Promise<T> => {
    const written = await writing.catch(hideDatabase);
    if (written !== false && written !== null) return written;
    onRefused();
    throw new LeaseLostError();
  };
  // Progress is for those who watch: a database that is away for a moment is no reason to fail the work.
  const progress = throttleProgress(
    async (update) => void (await orLost(reportProgress(core, job, update).catch(() => true))),
  );
  const save: RunningJob['saveArtifact'] = async (name, mediaType, content) => {
    const { id, sizeBytes, sha256 } = await orLost(saveArtifact(core, job, { name, mediaType, content }));
    return { id, name, mediaType, sizeBytes, sha256 };
  };
  const handle: RunningJob = {
    id: job.jobId,
    type: job.type,
    title: job.title,
    input: job.input,
    attempt: job.attempt,
    maxAttempts: job.maxAttempts,
    lastCheckpoint: job.lastCheckpoint,
    signal,
    progress: (update) => unhurt(progress.report(update)),
    checkpoint: (value) => unhurt(orLost(storeCheckpoint(core, job, value)).then(() => {})),
    log: (level, message) => unhurt(orLost(addLog(core, job, level, message)).then(() => {})),
    saveArtifact: (name, mediaType, content) => unhurt(save(name, mediaType, content)),
  };
  return { handle, flushProgress: progress.flush };
}

/** A handler that does not wait for a write of its own must not end the whole process when that write is refused. */
function unhurt<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}

/** The job is being cancelled or is held by somebody else: whatever the handler does now, nothing of it is stored. */
export class LeaseLostError extends Error {
  constructor() {
    super('The lease of this attempt is lost');
    this.name = 'LeaseLostError';
  }
}

/** What the database says of itself is for the log, not for a job's `error`. */
function hideDatabase(error: unknown): never {
  const isOurs = sqlState(error) === undefined || error instanceof RangeError;
  throw isOurs ? error : new Error('The job store could not be written to', { cause: error });
}
