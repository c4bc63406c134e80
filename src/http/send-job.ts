import type { Response } from 'express';
import type { Job } from '../contract/types.ts';
import type { JobView } from '../jobs/job-reader.ts';
import { jobETag } from './etag.ts';
import { jobUrl } from './present-job.ts';

/** When asking for a job again is worth it, in seconds. */
export const POLL_SECONDS = 1;

/** 200 with a job that there is no more to wait for. */
export function sendJob(res: Response, job: JobView, wire: Job): void {
  res
    .status(200)
    .set({ Location: jobUrl(job.id), ETag: jobETag(job, wire.waiting), 'Cache-Control': 'no-store' })
    .json(wire);
}

/** 202 with a job on which work goes on. */
export function sendAcceptedJob(res: Response, job: JobView, wire: Job): void {
  res
    .status(202)
    .set({
      Location: jobUrl(job.id),
      ETag: jobETag(job, wire.waiting),
      'Retry-After': String(POLL_SECONDS),
      'Cache-Control': 'no-store',
    })
    .json(wire);
}
