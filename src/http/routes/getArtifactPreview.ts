import { Problem } from '../../errors.ts';
import { findArtifact, findPreview } from '../../jobs/artifact-store.ts';
import { sendPreview } from '../artifact-response.ts';
import { viewerOf } from '../authenticate.ts';
import type { Route } from '../context.ts';
import { requireJob } from '../require-job.ts';

/** GET /api/jobs/{jobId}/artifacts/{name}/preview: a picture of a file's first page, or its first rows. */
export const getArtifactPreview: Route = (context) => async (req, res) => {
  const { pool } = context.core;
  const job = await requireJob(context, viewerOf(res), String(req.params.jobId));
  const artifact = await findArtifact(pool, job.id, String(req.params.name));
  if (!artifact) throw new Problem('not-found', 'The job has no file of this name.');
  const preview = await findPreview(pool, artifact.id);
  if (!preview) throw new Problem('not-found', 'The file has no preview.');
  await sendPreview(context, req, res, preview);
};
