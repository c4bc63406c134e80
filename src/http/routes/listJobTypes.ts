import { jobTypes } from '../../contract/contract.ts';
import type { JobTypeList } from '../../contract/types.ts';
import type { Route } from '../context.ts';
import { presentJobType } from '../present-job-type.ts';
import { countWorkers, NO_WORKERS } from '../worker-counts.ts';

/** GET /api/job-types: every type of job. */
export const listJobTypes: Route = (context) => async (_req, res) => {
  const workers = await countWorkers(context.core.pool, jobTypes);
  const items = jobTypes.map((type) =>
    presentJobType(type, context.config.maxJobBodyBytes, workers.get(type) ?? NO_WORKERS),
  );
  const answer: JobTypeList = { items };
  res.json(answer);
};
