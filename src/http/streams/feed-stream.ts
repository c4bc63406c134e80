import { readFeed, readFeedHead, type FeedFilter, type FeedHead, type FeedPage } from '../../jobs/event-feed.ts';
import { listActiveJobs, MAX_ACTIVE_JOBS, type JobView } from '../../jobs/job-reader.ts';
import type { Viewer } from '../../jobs/viewer.ts';
import { errorFact } from '../../log.ts';
import type { HttpContext } from '../context.ts';
import { presentFeedEvent } from '../present-event.ts';
import { presentSummaries } from '../present-job.ts';
import { sseFrame, type SseStream } from '../sse.ts';
import { formatFeedCursor, isAhead, isExpired, type FeedCursor } from './cursors.ts';
import { readPatiently } from './read-gate.ts';
import { streamHub } from './stream-hub.ts';
import type { Watch } from './watcher.ts';

/** Events read at a time; no more of a stream is ever in memory. */
const READ_LIMIT = 200;
/** Jobs in one frame of the snapshot: with the largest metadata some 400 KB. */
const SNAPSHOT_JOBS = 20;

export interface FeedQuery {
  viewer: Viewer;
  filter: FeedFilter;
}

/**
 * Fills a stream with the events of many jobs, for as long as somebody listens.
 *
 * @param cursor null: from the oldest event that is kept.
 */
export async function streamFeed(
  context: HttpContext,
  stream: SseStream,
  query: FeedQuery,
  cursor: FeedCursor | 'latest' | null,
): Promise<void> {
  const { tenant } = query.viewer;
  const watch = streamHub(context).watchFeed(tenant, 0); // before the first read: nothing can slip in between
  try {
    // Before the snapshot, which may take a slow reader minutes: what happens meanwhile belongs to `latest`.
    const head = await read(context, stream, () => readFeedHead(context.core.pool, tenant));
    await sendSnapshot(context, stream, query);
    await sendEvents(context, stream, query, startOf(cursor, head), watch);
  } finally {
    watch.close();
  }
}

/** Where to begin for what a client asked. */
export function startOf(
  cursor: FeedCursor | 'latest' | null,
  head: FeedHead & { lastMark: string | null },
): FeedCursor {
  if (cursor === 'latest') return { pos: head.lastPos, mark: head.lastMark, prunedPos: head.prunedPos };
  return cursor ?? oldest(head);
}

function oldest(head: FeedHead): FeedCursor {
  return { pos: 0, mark: null, prunedPos: head.prunedPos };
}

/** In pieces, each read when the one before is sent: no reader, however slow, keeps all of the jobs in memory. */
async function sendSnapshot(context: HttpContext, stream: SseStream, { viewer, filter }: FeedQuery): Promise<void> {
  const { pool } = context.core;
  let beforeId: string | null = null;
  let left = MAX_ACTIVE_JOBS;
  for (let hasMore = true; hasMore && !stream.signal.aborted; left -= SNAPSHOT_JOBS) {
    const before = beforeId;
    const limit = Math.min(SNAPSHOT_JOBS, left);
    const jobs: JobView[] = await read(context, stream, () => listActiveJobs(pool, viewer, filter, before, limit + 1));
    hasMore = jobs.length > limit && left > limit;
    const items = await read(context, stream, () => presentSummaries(pool, jobs.slice(0, limit)));
    await stream.send([sseFrame('snapshot', { items, hasMore })]);
    beforeId = items.at(-1)?.id ?? null;
  }
}

async function sendEvents(
  context: HttpContext,
  stream: SseStream,
  query: FeedQuery,
  start: FeedCursor,
  watch: Watch,
): Promise<void> {
  let cursor = start;
  let isCaughtUp = false;
  while (!stream.signal.aborted) {
    const page = await readPage(context, stream, query, cursor.pos);
    if (isAhead(cursor, page)) {
      cursor = oldest(page.head);
      isCaughtUp = false;
      await stream.send([gap('ahead', cursor)]);
      continue;
    }
    if (isExpired(cursor, page.head)) {
      cursor = { ...cursor, prunedPos: page.head.prunedPos };
      await stream.send([gap('expired', cursor)]);
    }
    await stream.send(frames(page, cursor.prunedPos));
    cursor = { ...page.next, prunedPos: cursor.prunedPos };
    watch.seen(cursor.pos);
    if (page.hasMore) continue;

    if (!isCaughtUp) await stream.send([sseFrame('caught-up', { cursor: formatFeedCursor(cursor) })]);
    isCaughtUp = true;
    await watch.next(stream.signal);
  }
}

function frames(page: FeedPage, prunedPos: number): string[] {
  return page.events.map((event) => {
    const cursor = formatFeedCursor({ pos: event.feedPos, mark: event.mark, prunedPos });
    return sseFrame(event.type, presentFeedEvent(event, cursor), cursor);
  });
}

/** The stream goes on from the cursor all the same: what is left after it follows. */
function gap(reason: 'ahead' | 'expired', goesOnAfter: FeedCursor): string {
  return sseFrame('gap', { reason, cursor: formatFeedCursor(goesOnAfter) });
}

function readPage(
  context: HttpContext,
  stream: SseStream,
  { viewer, filter }: FeedQuery,
  afterPos: number,
): Promise<FeedPage> {
  return read(context, stream, () => readFeed(context.core.pool, viewer, filter, afterPos, READ_LIMIT));
}

function read<T>(context: HttpContext, stream: SseStream, work: () => Promise<T>): Promise<T> {
  const onError = (error: unknown): void => context.log.warn({ event: 'stream.read-failed', err: errorFact(error) });
  return readPatiently(streamHub(context).reads, stream.signal, onError, work);
}
