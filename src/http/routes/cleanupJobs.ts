import type { CleanupResult } from '../../contract/types.ts';
import { cleanup } from '../../jobs/remove-jobs.ts';
import { principalOf } from '../authenticate.ts';
import type { Route } from '../context.ts';
import { patientCore } from '../patient-core.ts';

/** POST /api/jobs/cleanup: prunes what is past its retention, of the caller's own tenant. */
export const cleanupJobs: Route = (context) => async (_req, res) => {
  const { jobs, idempotencyKeys, streamTokens, tombstones } = await cleanup(
    await patientCore(context, res),
    principalOf(res).tenant,
  );
  const answer: CleanupResult = { jobs, idempotencyKeys, streamTokens, tombstones };
  res.json(answer);
};
