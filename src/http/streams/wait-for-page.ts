import { readFeed, type FeedPage } from '../../jobs/event-feed.ts';
import type { HttpContext } from '../context.ts';
import { abortAfter } from './abort-after.ts';
import type { FeedQuery } from './feed-stream.ts';
import { streamHub } from './stream-hub.ts';

/**
 * The next page of a feed that has an event on it, or an empty one when the time is over, the signal is aborted or the
 * process stops. Either way its cursor is as far as the feed was looked at.
 */
export async function waitForPage(
  context: HttpContext,
  { viewer, filter }: FeedQuery,
  afterPos: number,
  limit: number,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<FeedPage> {
  const hub = streamHub(context);
  const watch = hub.watchFeed(viewer.tenant, afterPos); // before the first read: nothing can slip in between
  const time = abortAfter(timeoutMs, signal, context.stopping);
  try {
    for (let pos = afterPos; ;) {
      const after = pos;
      const page = await hub.reads.run(() => readFeed(context.core.pool, viewer, filter, after, limit));
      if (page.events.length > 0 || time.signal.aborted) return page;
      pos = page.next.pos;
      watch.seen(pos);
      if (!page.hasMore) await watch.next(time.signal);
    }
  } finally {
    time.dispose();
    watch.close();
  }
}
