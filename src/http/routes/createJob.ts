import type { Request, Response } from 'express';
import { checkJobInput } from '../../contract/job-input.ts';
import type { NewJob } from '../../contract/types.ts';
import { Problem } from '../../errors.ts';
import type { IdempotencyClaim } from '../../jobs/enqueue-jobs.ts';
import { isTerminal } from '../../jobs/job.ts';
import { findJob } from '../../jobs/job-reader.ts';
import type { JsonValue } from '../../jobs/json.ts';
import { principalOf, viewerOf } from '../authenticate.ts';
import type { HttpContext, Route } from '../context.ts';
import { untilDisconnected } from '../disconnect.ts';
import { fingerprintOf, newJobRow } from '../new-job.ts';
import { preferredWait } from '../preferences.ts';
import { presentJob, presentNewJob } from '../present-job.ts';
import { requireJob } from '../require-job.ts';
import { sendAcceptedJob, sendJob } from '../send-job.ts';
import { waitForEnd } from '../wait-for-job.ts';

/** POST /api/jobs: stores a job and answers with it, at once or, as far as it is preferred, when it has finished. */
export const createJob: Route = (context) => async (req, res) => {
  const body = req.body as NewJob;
  const jobId = await store(context, req, res, body);
  const waitSeconds = preferredWait(req);
  if (waitSeconds !== null) {
    res.set('Preference-Applied', `wait=${waitSeconds}`);
    const job = await waitForEnd(context, viewerOf(res), jobId, waitSeconds * 1000, untilDisconnected(res));
    if (job && isTerminal(job.status))
      return sendJob(res, job, await presentJob(context.core.pool, job, body.input as JsonValue));
  }
  // One that is gone was made by the first use of its key.
  const job =
    (await findJob(context.core.pool, viewerOf(res), jobId)) ?? (await requireJob(context, viewerOf(res), jobId));
  const present = job.startedAt || isTerminal(job.status) ? presentJob : presentNewJob;
  sendAcceptedJob(res, job, await present(context.core.pool, job, body.input as JsonValue));
};

/** @returns the id of the new job, or of the one that the same request made before. */
async function store(context: HttpContext, req: Request, res: Response, body: NewJob): Promise<string> {
  const principal = principalOf(res);
  const row = newJobRow(body, principal, new Date());
  const errors = checkJobInput(body.type, body.input);
  if (errors.length > 0)
    throw new Problem('validation-failed', `The input does not fit the type ${body.type}.`, { errors });
  const outcome = await context.writer.create({ job: row, idempotency: idempotencyOf(req, principal.userId, body) });
  if (outcome.kind === 'key-reused') {
    throw new Problem('idempotency-key-reused', 'The Idempotency-Key was used with another body.');
  }
  if (outcome.kind === 'replayed') res.set('Idempotency-Replayed', 'true');
  return outcome.jobId;
}

/** The quoted and the bare form are one key. */
function idempotencyOf(req: Request, userId: string | null, body: NewJob): IdempotencyClaim | null {
  const header = req.get('Idempotency-Key');
  if (header === undefined) return null;
  const key = header.replace(/^"(.*)"$/, '$1');
  return { owner: userId ?? '', key, fingerprint: fingerprintOf('createJob', body) };
}
