import { Problem } from '../../errors.ts';
import { deleteJob as removeJob } from '../../jobs/remove-jobs.ts';
import { viewerOf } from '../authenticate.ts';
import type { Route } from '../context.ts';
import { patientCore } from '../patient-core.ts';
import { requireJob } from '../require-job.ts';

/** DELETE /api/jobs/{jobId}: removes a finished job before its time. */
export const deleteJob: Route = (context) => async (req, res) => {
  const viewer = viewerOf(res);
  const jobId = String(req.params.jobId);
  const outcome = await removeJob(await patientCore(context, res), viewer, jobId);
  if (outcome === 'deleted') {
    res.status(204).end();
    return;
  }
  const { status } = await requireJob(context, viewer, jobId); // not found, or gone
  throw new Problem('conflict', `The job is ${status}; cancel it first.`);
};
