import { Problem } from '../errors.ts';
import { findJob, isGone, type JobView } from '../jobs/job-reader.ts';
import type { Viewer } from '../jobs/viewer.ts';
import type { HttpContext } from './context.ts';

/**
 * The job of a path, if the viewer may see it.
 *
 * @throws Problem `not-found`, the same for one that never was and one that is not the viewer's; `gone`
 */
export async function requireJob({ core }: Pick<HttpContext, 'core'>, viewer: Viewer, jobId: string): Promise<JobView> {
  const job = await findJob(core.pool, viewer, jobId);
  if (job) return job;
  if (await isGone(core.pool, viewer, jobId)) throw new Problem('gone', 'The job was deleted or pruned.');
  throw new Problem('not-found', 'There is no such job.');
}
