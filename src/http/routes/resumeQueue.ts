import { resumeQueue as handOutAgain } from '../../jobs/queue-pauses.ts';
import { principalOf } from '../authenticate.ts';
import type { Route } from '../context.ts';
import { requireQueue } from '../require-queue.ts';
import { sendQueue } from '../send-queue.ts';

/** POST /api/queues/{type}/resume: attempts of the type begin again. */
export const resumeQueue: Route =
  ({ core, log }) =>
  async (req, res) => {
    const type = requireQueue(req);
    const { tenant, userId, id } = principalOf(res);
    await handOutAgain(core, type);
    log.info({ event: 'queue.resumed', type, tenant, by: userId ?? id });
    await sendQueue(core, res, type);
  };
