import type { Http } from '../http/http.ts';
import type { Ladder } from './ladder.ts';
import type { Scope } from './scope.ts';
import type { Connection, FeedSignals } from './signals.ts';
import type { Timings } from './timings.ts';

/** All that a connection to the feed knows. */
export interface FeedState {
  readonly http: Http;
  readonly signals: FeedSignals;
  readonly timings: Timings;
  cursor: string | null;
  wanted: Scope | null;
  /** The scope from whose events none is missing; null while that is not so. */
  covered: Scope | null;
  ladder: Ladder;
  connection: Connection;
  lastBytesAt: number;
  /** Ends the try that is under way, or the pause after it. */
  running: AbortController | null;
  isLooping: boolean;
  tries: number;
}

/** Changes what is told of the connection, and tells it if it is news. */
export function tell(feed: FeedState, change: Partial<Connection>): void {
  const before = feed.connection;
  feed.connection = { ...before, ...change };
  const keys = Object.keys(feed.connection) as (keyof Connection)[];
  if (keys.some((key) => feed.connection[key] !== before[key])) feed.signals.onConnection(feed.connection);
}
