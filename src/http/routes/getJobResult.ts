import type { Request } from 'express';
import { Problem } from '../../errors.ts';
import { listArtifacts } from '../../jobs/artifact-store.ts';
import { isTerminal } from '../../jobs/job.ts';
import type { JobView } from '../../jobs/job-reader.ts';
import { artifactUrl } from '../artifact-response.ts';
import { viewerOf } from '../authenticate.ts';
import type { HttpContext, Route } from '../context.ts';
import { requireJob } from '../require-job.ts';

/** When to ask again for a result that is not there yet. */
const NOT_READY_RETRY_SECONDS = 2;

/** GET /api/jobs/{jobId}/result: the way to the job's file, or its JSON result. */
export const getJobResult: Route = (context) => async (req, res) => {
  const job = await requireJob(context, viewerOf(res), String(req.params.jobId));
  demandResult(job);
  res.set('Cache-Control', 'private, no-cache');
  if (job.mainArtifactId === null) {
    res.json(job.result);
    return;
  }
  res
    .status(303)
    .location(await urlOfFile(context, req, job))
    .end();
};

function demandResult({ status, error }: JobView): void {
  if (!isTerminal(status)) {
    throw new Problem('result-not-ready', `The job is ${status}; its result is not ready yet.`, {
      retryAfterSeconds: NOT_READY_RETRY_SECONDS,
    });
  }
  if (status !== 'completed') {
    throw new Problem(
      'no-result',
      error ? `The job is ${status}: ${error.detail}` : `The job is ${status} and has no result.`,
    );
  }
}

async function urlOfFile({ core }: HttpContext, req: Request, job: JobView): Promise<string> {
  const artifacts = await listArtifacts(core.pool, [job.id]);
  const main = artifacts.find((artifact) => artifact.id === job.mainArtifactId);
  if (!main) throw new Error(`The main artifact of job ${job.id} is missing`);
  const { streamToken } = req.query;
  // A client that cannot set a header on this request cannot on the next one either.
  const query = typeof streamToken === 'string' ? `?${new URLSearchParams({ streamToken }).toString()}` : '';
  return artifactUrl(job.id, main.name) + query;
}
