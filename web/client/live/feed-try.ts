import type { FeedEvent } from '../contract.ts';
import type { PressroomError } from '../http/errors.ts';
import type { Http } from '../http/http.ts';
import type { Outcome } from './ladder.ts';
import type { Scope } from './scope.ts';
import type { Timings } from './timings.ts';

/** What one try at getting events works with. */
export interface FeedTry {
  http: Http;
  timings: Timings;
  scope: Scope;
  /** After which event to begin; null: with what happens from now on. */
  readonly cursor: string | null;
  signal: AbortSignal;
  /** Tells of an event, and remembers its cursor. */
  pass(event: FeedEvent): void;
  /** All up to this cursor was told; from here on it is live. */
  reach(cursor: string): void;
  /** Events before this cursor are lost to the feed. */
  miss(cursor: string): void;
}

/** How a try ended, and what the next one has to heed. */
export interface TryEnd {
  outcome: Outcome;
  /** How long the service asked to wait, in milliseconds; null when it did not. */
  waitMs: number | null;
  error: PressroomError | null;
}
