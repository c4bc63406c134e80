import type { FeedPage } from '../contract.ts';
import { networkError, PressroomError } from '../http/errors.ts';
import type { FeedTry, TryEnd } from './feed-try.ts';
import { scopeQuery } from './scope.ts';

/** Beyond the time that a request is held, for its way there and back. */
const TRAVEL_MS = 10_000;
/** An empty answer that came sooner was not held. */
const HELD_MS = 500;
const PAGE_SIZE = 500;
/** What proxies answer when they have waited for long enough. */
const CUT_STATUS = [502, 504];

/**
 * Reads the feed's pages from the cursor to its end, which the service holds open for a while when there is nothing new.
 *
 * @param holdMs 0: not held.
 * @throws PressroomError of an answer that is a refusal, or the reason of the signal.
 */
export async function tryPages(feed: FeedTry, holdMs: number): Promise<TryEnd> {
  try {
    const begin = Date.now();
    let isEmpty = true;
    for (let hasMore = true; hasMore;) {
      const page = await readPage(feed, holdMs);
      isEmpty &&= page.items.length === 0;
      page.items.forEach(feed.pass);
      feed.reach(page.nextCursor);
      hasMore = page.hasMore;
    }
    // A service that is about to stop, or something before it, holds nothing: it is not to be asked without a pause.
    const isIgnored = holdMs > 0 && isEmpty && Date.now() - begin < HELD_MS;
    return { outcome: 'flowed', waitMs: isIgnored ? feed.timings.pollMs : null, error: null };
  } catch (error) {
    if (feed.signal.aborted) throw feed.signal.reason;
    const known = error instanceof PressroomError ? error : networkError(error);
    const isCut = holdMs > 0 && (known.code === 'network' || CUT_STATUS.includes(known.status));
    if (isCut) return { outcome: 'cut', waitMs: null, error: known };
    throw known;
  }
}

/** The first page, which only finds out where the feed is, is not held. */
function readPage({ http, scope, cursor, signal }: FeedTry, holdMs: number): Promise<FeedPage> {
  const wait = cursor === null ? 0 : Math.ceil(holdMs / 1000);
  return http.callOnce('streamEvents', {
    query: { ...scopeQuery(scope), after: cursor ?? 'latest', pageSize: PAGE_SIZE },
    headers: wait > 0 ? { Prefer: `wait=${wait}` } : {},
    signal,
    ...(wait > 0 ? { timeoutMs: holdMs + TRAVEL_MS } : {}),
  });
}
