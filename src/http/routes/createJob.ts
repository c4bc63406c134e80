import type { Request, Response } from 'express';
import { checkJobInput } from '../../contract/job-input.ts';
import type { NewJob } from '../../contract/types.ts';
import { databaseTime } from '../../db/clock.ts';
import { Problem } from '../../errors.ts';
import type { EnqueueOutcome, EnqueueRequest } from '../../jobs/enqueue-jobs.ts';
import { findKey } from '../../jobs/idempotency-store.ts';
import { isTerminal } from '../../jobs/job.ts';
import { findJob, type JobView } from '../../jobs/job-reader.ts';
import type { JsonValue } from '../../jobs/json.ts';
import { errorFact } from '../../log.ts';
import { principalOf, viewerOf } from '../authenticate.ts';
import { checkReferences } from '../check-references.ts';
import type { HttpContext, Route } from '../context.ts';
import { untilDisconnected } from '../disconnect.ts';
import { idempotencyOf } from '../idempotency-key.ts';
import { newJobRow, startFaults, unreadJob } from '../new-job.ts';
import { preferredWait } from '../preferences.ts';
import { presentJob, presentNewJob, presentUnreadJob } from '../present-job.ts';
import { toProblem } from '../problem-response.ts';
import { requireJob } from '../require-job.ts';
import { sendAcceptedJob, sendJob } from '../send-job.ts';
import { waitForEnd } from '../wait-for-job.ts';
import { leaveWork } from '../work-limit.ts';

/** POST /api/jobs: stores a job and answers with it, at once or, as far as it is preferred, when it has finished. */
export const createJob: Route = (context) => async (req, res) => {
  const { jobId, unread } = await store(context, req, res);
  try {
    await answer(context, req, res, jobId);
  } catch (error) {
    if (!unread || res.headersSent || toProblem(error).code !== 'unavailable') throw error;
    // It is there: told that it is not, a client without an Idempotency-Key would make it once more.
    req.log.warn({ event: 'job.unread', jobId, err: errorFact(error) });
    sendAcceptedJob(res, unread, presentUnreadJob(unread, (req.body as NewJob).input as JsonValue));
  }
};

async function answer(context: HttpContext, req: Request, res: Response, jobId: string): Promise<void> {
  const { pool } = context.core;
  const input = (req.body as NewJob).input as JsonValue;
  const waitSeconds = preferredWait(req);
  if (waitSeconds !== null) {
    res.set('Preference-Applied', `wait=${waitSeconds}`);
    leaveWork(res);
    const job = await waitForEnd(context, viewerOf(res), jobId, waitSeconds * 1000, untilDisconnected(res));
    if (job && isTerminal(job.status)) return sendJob(res, job, await presentJob(pool, job, input));
  }
  // One that is gone was made by the first use of its key.
  const job = (await findJob(pool, viewerOf(res), jobId)) ?? (await requireJob(context, viewerOf(res), jobId));
  const present = job.startedAt || isTerminal(job.status) ? presentJob : presentNewJob;
  sendAcceptedJob(res, job, await present(pool, job, input));
}

/** @returns the new job, as it begins; when the same request made one before, only that one's id. */
async function store(
  context: HttpContext,
  req: Request,
  res: Response,
): Promise<{ jobId: string; unread: JobView | null }> {
  const body = req.body as NewJob;
  const principal = principalOf(res);
  // Whether its start lies ahead is for the clock to say that will start it.
  const now = body.runAt === undefined ? new Date() : await databaseTime(context.core.pool);
  const row = newJobRow(body, principal, now);
  const errors = checkJobInput(body.type, body.input);
  if (errors.length > 0)
    throw new Problem('validation-failed', `The input does not fit the type ${body.type}.`, { errors });
  const late = startFaults(body, now);
  const { uploadIds, errors: missing } = await checkReferences(context.core.pool, principal, row.userId, body);
  const request = { job: row, idempotency: idempotencyOf(req, principal, 'createJob', body), uploadIds };
  const isStillRight = late.length === 0 && missing.length === 0;
  const outcome = isStillRight ? await context.writer.create(request) : await replay(context, request);
  if (!outcome) {
    const detail = late.length > 0 ? 'The body was refused.' : 'The input names what there is not.';
    throw new Problem('validation-failed', detail, { errors: [...late, ...missing] });
  }
  if (outcome.kind === 'key-reused') {
    throw new Problem('idempotency-key-reused', 'The Idempotency-Key was used with another body.');
  }
  if (outcome.kind === 'replayed') res.set('Idempotency-Replayed', 'true');
  return { jobId: outcome.jobId, unread: outcome.kind === 'created' ? unreadJob(row, now) : null };
}

/** What the request names may be gone, and its start long past, since it made its job: then too it is answered with that job. */
async function replay(
  { core }: HttpContext,
  { job, idempotency }: EnqueueRequest,
): Promise<Exclude<EnqueueOutcome, { kind: 'created' }> | null> {
  const held = idempotency && (await findKey(core.pool, job.tenant, idempotency));
  if (!held) return null;
  return held.fingerprint === idempotency.fingerprint
    ? { kind: 'replayed', jobId: held.jobId }
    : { kind: 'key-reused' };
}
