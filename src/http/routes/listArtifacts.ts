import type { Artifact } from '../../contract/types.ts';
import { listArtifacts as readArtifacts, type ArtifactRecord } from '../../jobs/artifact-store.ts';
import { artifactUrl } from '../artifact-response.ts';
import { viewerOf } from '../authenticate.ts';
import type { Route } from '../context.ts';
import { requireJob } from '../require-job.ts';

/** GET /api/jobs/{jobId}/artifacts: the files of a job that are stored whole. */
export const listArtifacts: Route = (context) => async (req, res) => {
  const job = await requireJob(context, viewerOf(res), String(req.params.jobId));
  const artifacts = await readArtifacts(context.core.pool, [job.id]);
  res.set('Cache-Control', 'private, no-cache').json({ items: artifacts.map(presentArtifact) });
};

function presentArtifact({ id, jobId, name, mediaType, sizeBytes, sha256, createdAt }: ArtifactRecord): Artifact {
  return { id, name, mediaType, sizeBytes, sha256, createdAt: createdAt.toISOString(), downloadUrl: artifactUrl(jobId, name) };
}
