import { Problem } from '../../errors.ts';
import { findArtifact } from '../../jobs/artifact-store.ts';
import { sendArtifact } from '../artifact-response.ts';
import { viewerOf } from '../authenticate.ts';
import type { Route } from '../context.ts';
import { requireJob } from '../require-job.ts';

/** GET /api/jobs/{jobId}/artifacts/{name}: the bytes of a file. The name is looked up, never made into a path. */
export const getArtifact: Route = (context) => async (req, res) => {
  const job = await requireJob(context, viewerOf(res), String(req.params.jobId));
  const artifact = await findArtifact(context.core.pool, job.id, String(req.params.name));
  if (!artifact) throw new Problem('not-found', 'The job has no file of this name.');
  await sendArtifact(context, req, res, artifact);
};
