import type { Request, Response } from 'express';
import type { EventPage } from '../../contract/types.ts';
import { isOutage } from '../../db/outage.ts';
import { Problem } from '../../errors.ts';
import { readJobEvents } from '../../jobs/event-feed.ts';
import { isTerminal } from '../../jobs/job.ts';
import type { JobView } from '../../jobs/job-reader.ts';
import { errorFact } from '../../log.ts';
import { viewerOf } from '../authenticate.ts';
import type { HttpContext, Route } from '../context.ts';
import { untilDisconnected } from '../disconnect.ts';
import { presentEvent } from '../present-event.ts';
import { requireJob } from '../require-job.ts';
import { readJobCursor } from '../streams/cursors.ts';
import { streamJob } from '../streams/job-stream.ts';
import { OPENING_PATIENCE_MS, readPatiently } from '../streams/read-gate.ts';
import { pageSizeOf } from '../streams/page-size.ts';
import { eventForm, serveStream } from '../streams/serve-stream.ts';
import { streamHub } from '../streams/stream-hub.ts';

/** GET /api/jobs/{jobId}/events: the job's events as a live stream, or a page of them. */
export const streamJobEvents: Route = (context) => async (req, res) => {
  const form = eventForm(req);
  const cursor = readJobCursor(req);
  const find = (): Promise<JobView> => requireJob(context, viewerOf(res), String(req.params.jobId));
  res.vary('Accept');
  if (form === 'page') return sendPage(context, req, res, await find(), cursor ?? 0);
  const job = await findPatiently(context, req, res, find);
  if (!job) return serveStream(context, req, res, async () => {});
  // It has seen the last event: 204 makes an EventSource stop for good.
  if (isTerminal(job.status) && cursor === job.lastSeq) {
    res.status(204).end();
    return;
  }
  await serveStream(context, req, res, (stream) => streamJob(context, stream, job, cursor));
};

/**
 * A database that is away is waited for: an answer of 503 would end a browser's EventSource for good. Null when the
 * process stops meanwhile: a stream that is over at once lets its client come back, to another process.
 */
async function findPatiently(
  context: HttpContext,
  req: Request,
  res: Response,
  find: () => Promise<JobView>,
): Promise<JobView | null> {
  const onError = (error: unknown): void =>
    context.log.warn({ event: 'stream.read-failed', path: req.path, err: errorFact(error) });
  const end = AbortSignal.any([context.stopping, untilDisconnected(res)]);
  try {
    return await readPatiently(streamHub(context).reads, end, onError, find, OPENING_PATIENCE_MS);
  } catch (error) {
    if (context.stopping.aborted && isOutage(error)) return null;
    throw error;
  }
}

async function sendPage(
  { core }: HttpContext,
  req: Request,
  res: Response,
  job: JobView,
  after: number,
): Promise<void> {
  if (after > job.lastSeq) {
    throw new Problem('cursor-ahead', `The job's last event is ${job.lastSeq}. Begin again without a cursor.`);
  }
  const events = await readJobEvents(core.pool, job.id, after, pageSizeOf(req));
  const earliest = events[0]?.seq ?? after + 1;
  if (earliest > after + 1) {
    throw new Problem('cursor-expired', 'Events after this cursor were pruned. Begin again without a cursor.');
  }
  const last = events.at(-1)?.seq ?? after;
  const lastSeq = Math.max(job.lastSeq, last);
  const page: EventPage = { items: events.map(presentEvent), lastSeq, hasMore: last < lastSeq };
  res.set('Cache-Control', 'no-store, no-transform').json(page);
}
