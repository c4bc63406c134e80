import type { Request, Response } from 'express';
import type { EventPage } from '../../contract/types.ts';
import { Problem } from '../../errors.ts';
import { readJobEvents } from '../../jobs/event-feed.ts';
import { isTerminal } from '../../jobs/job.ts';
import type { JobView } from '../../jobs/job-reader.ts';
import { viewerOf } from '../authenticate.ts';
import type { HttpContext, Route } from '../context.ts';
import { presentEvent } from '../present-event.ts';
import { requireJob } from '../require-job.ts';
import { readJobCursor } from '../streams/cursors.ts';
import { streamJob } from '../streams/job-stream.ts';
import { pageSizeOf } from '../streams/page-size.ts';
import { eventForm, serveStream } from '../streams/serve-stream.ts';
import { streamHub } from '../streams/stream-hub.ts';

/** GET /api/jobs/{jobId}/events: the job's events as a live stream, or a page of them. */
export const streamJobEvents: Route = (context) => async (req, res) => {
  const form = eventForm(req);
  const cursor = readJobCursor(req);
  const viewer = viewerOf(res);
  const job = await streamHub(context).reads.run(() => requireJob(context, viewer, String(req.params.jobId)));
  res.vary('Accept');
  if (form === 'page') return sendPage(context, req, res, job, cursor ?? 0);
  // It has seen the last event: 204 makes an EventSource stop for good.
  if (isTerminal(job.status) && cursor === job.lastSeq) {
    res.status(204).end();
    return;
  }
  await serveStream(context, req, res, (stream) => streamJob(context, stream, job, cursor));
};

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
