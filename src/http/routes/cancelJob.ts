import type { CancelRequest } from '../../contract/types.ts';
import { cancelJob as askToStop } from '../../jobs/cancel-job.ts';
import { viewerOf } from '../authenticate.ts';
import type { Route } from '../context.ts';
import { presentJob } from '../present-job.ts';
import { requireJobWithInput } from '../require-job-with-input.ts';
import { sendAcceptedJob, sendJob } from '../send-job.ts';

/** POST /api/jobs/{jobId}/cancel: cancelled at once, or asked to stop. Asking again changes nothing. */
export const cancelJob: Route = (context) => async (req, res) => {
  const viewer = viewerOf(res);
  const jobId = String(req.params.jobId);
  const { reason } = (req.body ?? {}) as CancelRequest;
  await askToStop(context.core, viewer, jobId, reason ?? null);
  const job = await requireJobWithInput(context, viewer, jobId);
  const wire = await presentJob(context.core.pool, job, job.input);
  if (job.status === 'cancelling') sendAcceptedJob(res, job, wire);
  else sendJob(res, job, wire);
};
