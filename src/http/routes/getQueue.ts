import type { Route } from '../context.ts';
import { requireQueue } from '../require-queue.ts';
import { sendQueue } from '../send-queue.ts';

/** GET /api/queues/{type}: one queue. */
export const getQueue: Route =
  ({ core }) =>
  (req, res) =>
    sendQueue(core, res, requireQueue(req));
