import { findJobWithInput, type JobView } from '../jobs/job-reader.ts';
import type { JsonValue } from '../jobs/json.ts';
import type { Viewer } from '../jobs/viewer.ts';
import type { HttpContext } from './context.ts';
import { requireJob } from './require-job.ts';

/** As `requireJob`, with the job's input, which may be megabytes. */
export async function requireJobWithInput(
  context: HttpContext,
  viewer: Viewer,
  jobId: string,
): Promise<JobView & { input: JsonValue }> {
  const job = await findJobWithInput(context.core.pool, viewer, jobId);
  if (job) return job;
  await requireJob(context, viewer, jobId); // says why there is none
  throw new Error(`Job ${jobId} came into being while it was looked for`);
}
