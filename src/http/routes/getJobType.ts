import { isJobType } from '../../contract/contract.ts';
import type { JobTypeInfo } from '../../contract/types.ts';
import { Problem } from '../../errors.ts';
import type { Route } from '../context.ts';
import { presentJobType } from '../present-job-type.ts';
import { countWorkers, NO_WORKERS } from '../worker-counts.ts';

/** GET /api/job-types/{type}: one type of job. */
export const getJobType: Route = (context) => async (req, res) => {
  const type = String(req.params.type);
  if (!isJobType(type)) throw new Problem('not-found', 'There is no such type of job.');
  const workers = await countWorkers(context.core.pool, [type]);
  const answer: JobTypeInfo = presentJobType(type, context.config.maxJobBodyBytes, workers.get(type) ?? NO_WORKERS);
  res.json(answer);
};
