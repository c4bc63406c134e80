import { sqlState } from '../src/db/transaction.ts';
import type { ClaimedJob } from '../src/jobs/claim-jobs.ts';
import type { JobsCore } from '../src/jobs/core.ts';
import { addLog, reportProgress, storeCheckpoint } from '../src/jobs/lease.ts';
import { saveArtifact } from '../src/jobs/save-artifact.ts';
import type { RunningJob, SavedArtifact } from './handler.ts';
import { throttleProgress } from './progress-throttle.ts';

/** What a handler is given, and the flush of its last progress before the attempt is settled. */
export function runningJob(
  core: JobsCore,
  job: ClaimedJob,
  signal: AbortSignal,
  onLeaseLost: () => void,
): { handle: RunningJob; flushProgress: () => Promise<void> } {
  const orLost = async <T>(writing: Promise<T | false | null>): Promise<T> => {
    const written = await writing.catch(hideDatabase);
    if (written !== false && written !== null) return written;
    onLeaseLost();
    throw new LeaseLostError();
  };
  const progress = throttleProgress(async (update) => void (await orLost(reportProgress(core, job, update))));
  const handle: RunningJob = {
    id: job.jobId,
    type: job.type,
    title: job.title,
    input: job.input,
    attempt: job.attempt,
    maxAttempts: job.maxAttempts,
    lastCheckpoint: job.lastCheckpoint,
    signal,
    progress: (update) => progress.report(update),
    checkpoint: async (value) => void (await orLost(storeCheckpoint(core, job, value))),
    log: async (level, message) => void (await orLost(addLog(core, job, level, message))),
    async saveArtifact(name, mediaType, content): Promise<SavedArtifact> {
      const saved = await orLost(saveArtifact(core, job, { name, mediaType, content }));
      return { id: saved.id, name, mediaType, sizeBytes: saved.sizeBytes, sha256: saved.sha256 };
    },
  };
  return { handle, flushProgress: progress.flush };
}

/** The attempt has lost its job: whatever the handler does now, nothing of it is stored. */
class LeaseLostError extends Error {
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
