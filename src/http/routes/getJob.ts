import type { Route } from '../context.ts';
import { pollJob } from '../poll-job.ts';
import { presentJob } from '../present-job.ts';
import { requireJobWithInput } from '../require-job-with-input.ts';

/** GET /api/jobs/{jobId}: the whole job, with its ETag, also as a long poll. */
export const getJob: Route = (context) => async (req, res) => {
  const found = await pollJob(context, req, res, (viewer) =>
    requireJobWithInput(context, viewer, String(req.params.jobId)),
  );
  if (found) res.json(await presentJob(context.core.pool, found.job, found.job.input, found.waiting));
};
