import type { ActiveJobs } from '../../contract/types.ts';
import { listActiveJobs as readActiveJobs } from '../../jobs/job-reader.ts';
import { principalOf, viewerOf } from '../authenticate.ts';
import { refuseOtherUser } from '../bound-user.ts';
import type { Route } from '../context.ts';
import { presentSummaries } from '../present-job.ts';

/** GET /api/jobs/active: what goes on, and what has just finished. */
export const listActiveJobs: Route = (context) => async (req, res) => {
  const { userId, sessionId } = req.query as { userId?: string; sessionId?: string };
  refuseOtherUser(principalOf(res), userId);
  const filter = { userId: userId ?? null, sessionId: sessionId ?? null };
  const jobs = await readActiveJobs(context.core.pool, viewerOf(res), filter);
  const answer: ActiveJobs = { items: await presentSummaries(context.core.pool, jobs) };
  res.json(answer);
};
