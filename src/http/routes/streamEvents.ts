import type { Request, Response } from 'express';
import type { FeedPage } from '../../contract/types.ts';
import { Problem } from '../../errors.ts';
import { readFeed, readFeedHead, type FeedFilter, type FeedPlace } from '../../jobs/event-feed.ts';
import { principalOf, viewerOf } from '../authenticate.ts';
import { refuseOtherUser } from '../bound-user.ts';
import type { HttpContext, Route } from '../context.ts';
import { untilDisconnected } from '../disconnect.ts';
import { preferredWait } from '../preferences.ts';
import { presentFeedEvent } from '../present-event.ts';
import { formatFeedCursor, isAhead, isExpired, readFeedCursor, type FeedCursor } from '../streams/cursors.ts';
import { startOf, streamFeed, type FeedQuery } from '../streams/feed-stream.ts';
import { pageSizeOf } from '../streams/page-size.ts';
import { eventForm, serveStream } from '../streams/serve-stream.ts';
import { waitForPage } from '../streams/wait-for-page.ts';

/** GET /api/events: the events of many jobs as one live stream, or a page of them, which may be waited for. */
export const streamEvents: Route = (context) => async (req, res) => {
  const form = eventForm(req);
  const cursor = readFeedCursor(req);
  const query = { viewer: viewerOf(res), filter: filterOf(req) };
  refuseOtherUser(principalOf(res), query.filter.userId ?? undefined);
  res.vary('Accept');
  if (form === 'page') return sendPage(context, req, res, query, cursor);
  await serveStream(context, req, res, (stream) => streamFeed(context, stream, query, cursor));
};

function filterOf(req: Request): FeedFilter {
  const { jobId, userId, sessionId, type } = req.query as FeedParameters;
  return {
    jobIds: jobId === undefined ? null : [jobId].flat().map((id) => id.toLowerCase()),
    userId: userId ?? null,
    sessionId: sessionId ?? null,
    type: type ?? null,
  };
}

/** As the contract has checked them. */
interface FeedParameters {
  jobId?: string | string[];
  userId?: string;
  sessionId?: string;
  type?: string;
}

async function sendPage(
  context: HttpContext,
  req: Request,
  res: Response,
  query: FeedQuery,
  cursor: FeedCursor | 'latest' | null,
): Promise<void> {
  const { pool } = context.core;
  const { tenant } = query.viewer;
  const waitSeconds = preferredWait(req);
  const head = await readFeedHead(pool, tenant);
  const start = startOf(cursor, head);
  let read = await readFeed(pool, query.viewer, query.filter, start.pos, pageSizeOf(req));
  if (isAhead(start, read)) {
    throw new Problem('cursor-ahead', 'The cursor is ahead of the last event. Begin again without a cursor.');
  }
  if (cursor !== null && isExpired(start, read.head)) {
    throw new Problem('cursor-expired', 'Events after this cursor were pruned. Begin again without a cursor.');
  }
  if (waitSeconds !== null && read.events.length === 0) {
    const signal = untilDisconnected(res);
    read = await waitForPage(context, query, read.next.pos, pageSizeOf(req), waitSeconds * 1000, signal);
  }
  const prunedPos = cursor === null ? read.head.prunedPos : start.prunedPos;
  const cursorAt = (place: FeedPlace): string => formatFeedCursor({ ...place, prunedPos });
  const page: FeedPage = {
    items: read.events.map((event) => presentFeedEvent(event, cursorAt({ pos: event.feedPos, mark: event.mark }))),
    nextCursor: cursorAt(read.next),
    hasMore: read.hasMore,
  };
  if (waitSeconds !== null) res.set('Preference-Applied', `wait=${waitSeconds}`);
  res.set('Cache-Control', 'no-store, no-transform').json(page);
}
