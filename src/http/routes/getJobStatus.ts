import type { Route } from '../context.ts';
import { pollJob } from '../poll-job.ts';
import { presentStatus } from '../present-job.ts';
import { requireJob } from '../require-job.ts';

/** GET /api/jobs/{jobId}/status: the small form, under the same ETag as the whole job. */
export const getJobStatus: Route = (context) => async (req, res) => {
  const found = await pollJob(context, req, res, (viewer) => requireJob(context, viewer, String(req.params.jobId)));
  if (found) res.json(presentStatus(found.job, found.waiting));
};
