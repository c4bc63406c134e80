import type { Response } from 'express';
import type { JobsCore } from '../jobs/core.ts';
import type { HttpContext } from './context.ts';
import { leaveWork } from './work-limit.ts';

/**
 * For what may take longer than a request usually does: whole files, and the removal of much.
 *
 * @throws at once, as any request does, when the database does not answer now
 */
export async function patientCore({ core }: Pick<HttpContext, 'core'>, res: Response): Promise<JobsCore> {
  await core.pool.query('select 1');
  leaveWork(res);
  return { ...core, pool: core.pool.patient };
}
