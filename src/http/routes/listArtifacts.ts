import type { ArtifactList } from '../../contract/types.ts';
import { listArtifacts as readArtifacts } from '../../jobs/artifact-store.ts';
import { viewerOf } from '../authenticate.ts';
import type { Route } from '../context.ts';
import { presentArtifact } from '../present-job.ts';
import { requireJob } from '../require-job.ts';

/** GET /api/jobs/{jobId}/artifacts: the files of a job that are stored whole. */
export const listArtifacts: Route = (context) => async (req, res) => {
  const job = await requireJob(context, viewerOf(res), String(req.params.jobId));
  const artifacts = await readArtifacts(context.core.pool, [job.id]);
  const answer: ArtifactList = { items: artifacts.map(presentArtifact) };
  res.set('Cache-Control', 'private, no-cache').json(answer);
};
