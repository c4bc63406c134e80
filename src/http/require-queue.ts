import type { Request } from 'express';
import { isJobType } from '../contract/contract.ts';
import type { JobType } from '../contract/types.ts';
import { Problem } from '../errors.ts';

/** The queue of a path, which has the name of its job type. @throws Problem `not-found` */
export function requireQueue(req: Request): JobType {
  const type = String(req.params.type);
  if (!isJobType(type)) throw new Problem('not-found', 'There is no such queue.');
  return type;
}
