import { jobTypes } from '../../contract/contract.ts';
import type { QueueList } from '../../contract/types.ts';
import { databaseTime } from '../../db/clock.ts';
import { principalOf } from '../authenticate.ts';
import type { Route } from '../context.ts';
import { presentQueues } from '../present-queue.ts';

/** GET /api/queues: every queue, one a job type. */
export const listQueues: Route =
  ({ core }) =>
  async (_req, res) => {
    const { tenant } = principalOf(res);
    const [now, items] = await Promise.all([databaseTime(core.pool), presentQueues(core.pool, jobTypes, tenant)]);
    const answer: QueueList = { generatedAt: now.toISOString(), items };
    res.json(answer);
  };
