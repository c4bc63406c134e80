import type { QueuePauseRequest } from '../../contract/types.ts';
import { pauseQueue as stopHandingOut } from '../../jobs/queue-pauses.ts';
import { principalOf } from '../authenticate.ts';
import type { Route } from '../context.ts';
import { requireQueue } from '../require-queue.ts';
import { sendQueue } from '../send-queue.ts';

/** POST /api/queues/{type}/pause: from its answer on no attempt of the type begins. Asking again changes nothing. */
export const pauseQueue: Route =
  ({ core, log }) =>
  async (req, res) => {
    const type = requireQueue(req);
    const { tenant, userId, id } = principalOf(res);
    const { reason } = (req.body ?? {}) as QueuePauseRequest;
    const pausedBy = userId ?? id;
    await stopHandingOut(core, type, { reason: reason ?? null, tenant, pausedBy });
    log.info({ event: 'queue.paused', type, tenant, by: pausedBy });
    await sendQueue(core, res, type);
  };
