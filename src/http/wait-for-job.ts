import { readLastSeqs } from '../jobs/event-feed.ts';
import { isTerminal } from '../jobs/job.ts';
import { findJob, type JobView } from '../jobs/job-reader.ts';
import type { Viewer } from '../jobs/viewer.ts';
import type { HttpContext } from './context.ts';
import { abortAfter } from './streams/abort-after.ts';
import { streamHub } from './streams/stream-hub.ts';

/** Whoever polls can come again sooner than this. */
const READ_PATIENCE_MS = 2_000;

/**
 * Resolves when the job has other events than up to a seq (or is gone), when the time is over, when the signal is aborted or when
 * the process stops. The caller has made sure that the job may be seen, and looks by itself what there is.
 */
export async function waitForChange(
  context: HttpContext,
  jobId: string,
  afterSeq: number,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<void> {
  const hub = streamHub(context);
  const watch = hub.watchJob(jobId, afterSeq); // before the first read: nothing can slip in between
  const limit = abortAfter(timeoutMs, signal, context.stopping);
  try {
    while (!limit.signal.aborted) {
      const [row] = await hub.reads.run(() => readLastSeqs(context.core.pool, [jobId]), READ_PATIENCE_MS);
      if (!row || row.lastSeq !== afterSeq) return;
      await watch.next(limit.signal);
    }
  } finally {
    limit.dispose();
    watch.close();
  }
}

/**
 * The job once it is finished, or as it is when the time is over, the signal is aborted or the process stops; null when
 * there is no such job for this viewer.
 */
export async function waitForEnd(
  context: HttpContext,
  viewer: Viewer,
  jobId: string,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<JobView | null> {
  const hub = streamHub(context);
  const watch = hub.watchJob(jobId, 0);
  const limit = abortAfter(timeoutMs, signal, context.stopping);
  try {
    for (;;) {
      const job = await hub.reads.run(() => findJob(context.core.pool, viewer, jobId), READ_PATIENCE_MS);
      if (!job || isTerminal(job.status) || limit.signal.aborted) return job;
      watch.seen(job.lastSeq);
      await watch.next(limit.signal);
    }
  } finally {
    limit.dispose();
    watch.close();
  }
}
