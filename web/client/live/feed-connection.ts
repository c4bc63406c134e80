import { pause } from '../backoff.ts';
import { onHostChange } from '../host.ts';
import type { Http } from '../http/http.ts';
import { afterEnd, afterError } from './after-try.ts';
import { tell, type FeedState } from './feed-state.ts';
import type { FeedTry, TryEnd } from './feed-try.ts';
import { beforeTry, streamFlows, TOP, type Transport } from './ladder.ts';
import { tryPages } from './page-try.ts';
import { covers, scopeOf, type Interest, type Scope } from './scope.ts';
import { IDLE, type FeedSignals, type FeedSource } from './signals.ts';
import { tryStream } from './stream-try.ts';
import type { Timings } from './timings.ts';

export interface FeedConnection extends FeedSource {
  /** The place in the feed up to which everything was told; null before the first. */
  readonly cursor: string | null;
}

/**
 * Keeps one connection to the feed for as long as anything is of interest: by a stream, where that does not get through
 * by long polls, else by polls, all from the same cursor.
 *
 * @param cursor where another connection has got to.
 */
export function createFeedConnection(
  http: Http,
  signals: FeedSignals,
  timings: Timings,
  cursor: string | null = null,
): FeedConnection {
  const feed: FeedState = {
    ...{ http, signals, timings, cursor, wanted: null, covered: null, ladder: TOP, connection: IDLE },
    ...{ lastBytesAt: 0, running: null, isLooping: false, tries: 0 },
  };
  const stopListening = onHostChange((what) => lookAgain(feed, what));
  return {
    get cursor() {
      return feed.cursor;
    },
    setInterests: (interests) => setInterests(feed, interests),
    close() {
      setInterests(feed, []);
      stopListening();
    },
  };
}

function setInterests(feed: FeedState, interests: readonly Interest[]): void {
  const scope = scopeOf(interests);
  const isEnough = scope && feed.wanted && covers(feed.wanted, scope) && feed.connection.state !== 'failed';
  if (!isEnough) {
    feed.wanted = scope;
    feed.running?.abort();
    if (scope && !feed.isLooping) void loop(feed);
  } else if (isCovered(feed, scope)) {
    void Promise.resolve().then(() => {
      if (feed.wanted && isCovered(feed, feed.wanted)) feed.signals.onCovered();
    });
  }
}

/**
 * Back on the page, or the network came or went: what was waited for is tried now, and a stream that may be dead is left.
 * Without the network the try fails at once, or goes well where the service is on this machine: either way one knows.
 */
function lookAgain(feed: FeedState, what: 'network' | 'visible'): void {
  const isStale = feed.connection.transport === 'sse' && Date.now() - feed.lastBytesAt > feed.timings.staleMs;
  if (what === 'network' || isStale || feed.connection.state !== 'live') feed.running?.abort();
}

async function loop(feed: FeedState): Promise<void> {
  feed.isLooping = true;
  while (feed.wanted) {
    feed.running = new AbortController();
    const { signal } = feed.running;
    const waitMs = await tryOnce(feed, feed.wanted, signal).catch((error: unknown) =>
      signal.aborted ? 0 : afterError(feed, error),
    );
    if (waitMs > 0) await pause(waitMs, signal);
  }
  feed.isLooping = false;
  feed.covered = null;
  feed.cursor = null; // who watches next wants to know of what happens then, not of all in between
  tell(feed, IDLE);
}

/** @returns how long to wait before the next try, in milliseconds. */
async function tryOnce(feed: FeedState, scope: Scope, signal: AbortSignal): Promise<number> {
  const transport = beforeTry(feed.ladder, Date.now());
  if (feed.connection.state !== 'live') tell(feed, { state: 'connecting', transport });
  if (feed.covered && !covers(scope, feed.covered)) feed.covered = null; // the cursor moves on without the rest
  const attempt = createTry(feed, scope, signal, transport);
  if (transport !== 'sse') return afterEnd(feed, await tryPages(attempt, holdMs(feed, scope, transport)), transport);
  if (feed.tries > 0) feed.http.forgetToken(); // it may have aged while the last stream was open
  feed.tries += 1;
  return afterEnd(feed, await streamOnce(feed, attempt), transport);
}

function streamOnce(feed: FeedState, attempt: FeedTry): Promise<TryEnd> {
  return tryStream(
    Object.assign(attempt, {
      onBytes: () => (feed.lastBytesAt = Date.now()),
      onFlow: () => (feed.ladder = streamFlows(feed.ladder)),
    }),
  );
}

function createTry(feed: FeedState, scope: Scope, signal: AbortSignal, transport: Transport): FeedTry {
  return {
    http: feed.http,
    timings: feed.timings,
    scope,
    signal,
    get cursor() {
      return feed.cursor;
    },
    pass(event) {
      if (signal.aborted) return; // the next try begins where this one was given up
      feed.cursor = event.cursor;
      feed.signals.onEvent(event);
    },
    miss(cursor) {
      feed.cursor = cursor;
      feed.covered = null;
      feed.signals.onMissed();
    },
    reach(cursor) {
      if (signal.aborted) return;
      feed.cursor = cursor;
      const wasCovered = isCovered(feed, scope);
      feed.covered = scope;
      feed.ladder = { ...feed.ladder, failures: 0 };
      tell(feed, { state: 'live', transport, error: null });
      if (!wasCovered) feed.signals.onCovered();
    },
  };
}

function isCovered({ covered }: FeedState, scope: Scope): boolean {
  return covered !== null && covers(covered, scope);
}

/** The first poll tells at once that it is live; a later one is over in time for the next try of a stream. */
function holdMs(feed: FeedState, scope: Scope, transport: Transport): number {
  if (transport === 'poll' || !isCovered(feed, scope)) return 0;
  const untilStream = (feed.ladder.streamAgainAt ?? Infinity) - Date.now();
  return Math.min(feed.timings.holdMs, Math.max(1_000, untilStream));
}
