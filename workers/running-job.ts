import { sqlState } from '../src/db/transaction.ts';
import type { ClaimedJob } from '../src/jobs/claim-jobs.ts';
import type { JobsCore } from '../src/jobs/core.ts';
import { openFile } from '../src/files/open-file.ts';
import { addLog, addWarning, reportProgress, storeCheckpoint } from '../src/jobs/lease.ts';
import { reuseArtifact } from '../src/jobs/reuse-artifact.ts';
import { saveArtifact } from '../src/jobs/save-artifact.ts';
import { PermanentJobError, type JsonValue, type RunningJob, type SavedArtifact } from './handler.ts';
import { jobData } from './job-data.ts';
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
  const save: RunningJob['saveArtifact'] = async (name, mediaType, content, options = {}) =>
    savedArtifact(await orLost(saveArtifact(core, job, { name, mediaType, content, ...options })));
  const reuse: RunningJob['reuse'] = async (recipe) => {
    if (!job.reuse) return null;
    const reused = await reuseArtifact(core, job, recipe).catch(hideDatabase);
    if (reused === null) return null;
    return savedArtifact(await orLost(Promise.resolve(reused === 'lease-lost' ? null : reused)));
  };
  let input: JsonValue | undefined;
  const handle: RunningJob = {
    id: job.jobId,
    type: job.type,
    title: job.title,
    get input() {
      input ??= JSON.parse(job.inputJson) as JsonValue;
      return input;
    },
    inputJson: job.inputJson,
    attempt: job.attempt,
    maxAttempts: job.maxAttempts,
    lastCheckpoint: job.lastCheckpoint,
    signal,
    progress: (update) => unhurt(progress.report(update)),
    checkpoint: (value) => unhurt(orLost(storeCheckpoint(core, job, value)).then(() => {})),
    log: (level, message) => unhurt(orLost(addLog(core, job, level, message)).then(() => {})),
    warn: (warning) => unhurt(orLost(addWarning(core, job, warning)).then(() => {})),
    openFile: (reference) => unhurt(openFile(core, job, reference).catch(hideDatabase)),
    reuse: (recipe) => unhurt(reuse(recipe)),
    saveArtifact: (...args) => unhurt(save(...args)),
    data: jobData(core, job, orLost),
  };
  return { handle, flushProgress: progress.flush };
}

function savedArtifact({ id, name, mediaType, sizeBytes, sha256 }: SavedArtifact): SavedArtifact {
  return { id, name, mediaType, sizeBytes, sha256 };
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
  const isOurs = sqlState(error) === undefined || error instanceof RangeError || error instanceof PermanentJobError;
  throw isOurs ? error : new Error('The job store could not be written to', { cause: error });
}
