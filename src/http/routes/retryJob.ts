import { Problem } from '../../errors.ts';
import { retryJob as runAgain } from '../../jobs/retry-job.ts';
import { viewerOf } from '../authenticate.ts';
import type { Route } from '../context.ts';
import { jobUrl, presentNewJob } from '../present-job.ts';
import { sendProblem } from '../problem-response.ts';
import { requireJob } from '../require-job.ts';
import { requireJobWithInput } from '../require-job-with-input.ts';
import { sendAcceptedJob } from '../send-job.ts';

/** POST /api/jobs/{jobId}/retry: a finished job once more, as a new job. */
export const retryJob: Route = (context) => async (req, res) => {
  const viewer = viewerOf(res);
  const jobId = String(req.params.jobId);
  const outcome = await runAgain(context.core, viewer, jobId);
  if (outcome.kind === 'created') {
    const job = await requireJobWithInput(context, viewer, outcome.jobId);
    return sendAcceptedJob(res, job, await presentNewJob(context.core.pool, job, job.input));
  }
  if (outcome.kind === 'already-retried') {
    const { retriedAs } = outcome;
    const headers = { Location: jobUrl(retriedAs) };
    return sendProblem(req, res, new Problem('already-retried', `The job was retried as ${retriedAs}.`, { headers }), {
      retriedAs,
    });
  }
  const { status } = await requireJob(context, viewer, jobId); // not found, or gone
  throw new Problem('conflict', `The job is ${status}; only a finished job can be retried.`);
};
