import type { Request, Response } from 'express';
import { isTerminal } from '../jobs/job.ts';
import type { JobView } from '../jobs/job-reader.ts';
import { describeWaiting, type Waiting } from '../jobs/waiting.ts';
import { viewerOf } from './authenticate.ts';
import type { HttpContext } from './context.ts';
import { untilDisconnected } from './disconnect.ts';
import { jobETag, matchesETag, matchesLastEvent } from './etag.ts';
import { preferredWait } from './preferences.ts';
import { POLL_SECONDS } from './send-job.ts';
import { waitForChange } from './wait-for-job.ts';
import { leaveWork } from './work-limit.ts';

/**
 * Answers a conditional read of a job. When the client has this version already it gets 304, at once or, with
 * `Prefer: wait=N`, when nothing has changed until then: a long poll, which only an event of the job ends early.
 *
 * @param read the job of the path as it is now; throws when it is gone.
 * @returns the job to be sent, with why it waits, its headers set, or null when the answer has been given.
 */
export async function pollJob<T extends JobView>(
  context: HttpContext,
  req: Request,
  res: Response,
  read: (viewer: ReturnType<typeof viewerOf>) => Promise<T>,
): Promise<{ job: T; waiting: Waiting | null } | null> {
  let job = await read(viewerOf(res));
  const waitSeconds = preferredWait(req);
  if (matchesLastEvent(req, job) && waitSeconds !== null && !isTerminal(job.status)) {
    res.set('Preference-Applied', `wait=${waitSeconds}`);
    leaveWork(res);
    await waitForChange(context, job.id, job.lastSeq, waitSeconds * 1000, untilDisconnected(res));
    job = await read(viewerOf(res));
  }
  const waiting = await describeWaiting(context.core.pool, job);
  const etag = jobETag(job, waiting);
  res.set({ ETag: etag, 'Cache-Control': 'private, no-cache' });
  if (matchesETag(req, etag)) {
    res.status(304).end();
    return null;
  }
  if (!isTerminal(job.status)) res.set('Retry-After', String(POLL_SECONDS));
  return { job, waiting };
}
