import { createStreamToken as storeStreamToken, STREAM_TOKEN_DEFAULT_SECONDS } from '../../access/stream-tokens.ts';
import type { StreamToken, StreamTokenCreate } from '../../contract/types.ts';
import { Problem } from '../../errors.ts';
import { findJob } from '../../jobs/job-reader.ts';
import type { Viewer } from '../../jobs/viewer.ts';
import { principalOf, viewerOf } from '../authenticate.ts';
import { refuseOtherUser } from '../bound-user.ts';
import type { HttpContext, Route } from '../context.ts';

/** POST /api/stream-tokens: a token that sees a part of what its maker sees, never more. */
export const createStreamToken: Route = (context) => async (req, res) => {
  const caller = viewerOf(res);
  const asked = req.body as StreamTokenCreate;
  const principal = principalOf(res);
  refuseOtherUser(principal, asked.userId);
  const view = narrowed(caller, asked);
  await demandVisible(context, caller, view.jobIds ?? []);
  const { token, expiresAt } = await storeStreamToken(
    context.core.pool,
    view,
    asked.ttlSeconds ?? STREAM_TOKEN_DEFAULT_SECONDS,
    principal.via === 'api-key' ? principal.id : null,
  );
  const { jobIds, userId, sessionId } = view;
  const answer: StreamToken = { token, expiresAt: expiresAt.toISOString(), jobIds, userId, sessionId };
  res.status(201).set('Cache-Control', 'no-store').json(answer);
};

function narrowed(caller: Viewer, asked: StreamTokenCreate): Viewer {
  if (asked.jobIds === undefined && asked.userId === undefined && asked.sessionId === undefined) {
    const detail = 'At least one of jobIds, userId and sessionId must be named.';
    throw new Problem('validation-failed', detail, { errors: [{ pointer: '', detail }] });
  }
  return {
    tenant: caller.tenant,
    userId: asked.userId ?? caller.userId,
    sessionId: asked.sessionId ?? null,
    jobIds: asked.jobIds ? [...new Set(asked.jobIds.map((id) => id.toLowerCase()))] : null,
  };
}

/** A job outside the caller's view is answered like one that never was. */
async function demandVisible({ core }: HttpContext, caller: Viewer, jobIds: string[]): Promise<void> {
  for (const id of jobIds) {
    if (!(await findJob(core.pool, caller, id))) throw new Problem('not-found', 'There is no such job.');
  }
}
