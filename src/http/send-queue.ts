import type { Response } from 'express';
import type { JobType, Queue } from '../contract/types.ts';
import type { JobsCore } from '../jobs/core.ts';
import { principalOf } from './authenticate.ts';
import { presentQueues } from './present-queue.ts';

/** Answers with a queue as it is now. */
export async function sendQueue(core: JobsCore, res: Response, type: JobType): Promise<void> {
  const [queue] = await presentQueues(core.pool, [type], principalOf(res).tenant);
  const answer = queue as Queue;
  res.json(answer);
}
