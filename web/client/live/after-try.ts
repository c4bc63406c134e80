import { backoffMs } from '../backoff.ts';
import { isPassing, networkError, PressroomError } from '../http/errors.ts';
import { tell, type FeedState } from './feed-state.ts';
import type { TryEnd } from './feed-try.ts';
import { afterTry, type Transport } from './ladder.ts';

/** Refusals of the cursor, not of the caller: the feed is begun anew, and what was missed is read from the jobs. */
const CURSOR_CODES: readonly string[] = ['cursor-ahead', 'cursor-expired', 'invalid-parameter'];
/** As long as a timer can be. */
const FOR_EVER_MS = 2 ** 31 - 1;

/** What follows from how a try ended. @returns how long to wait before the next one, in milliseconds. */
export function afterEnd(feed: FeedState, { outcome, waitMs, error }: TryEnd, transport: Transport): number {
  const isProbe = transport === 'sse' && feed.ladder.transport !== 'sse';
  feed.ladder = afterTry(feed.ladder, outcome, Date.now());
  // A fallback that only looked whether a stream gets through is as live as before, and so is one whose wait was cut.
  const isQuiet = outcome === 'cut' || (isProbe && outcome === 'mute');
  if ((error || transport === 'sse') && !isQuiet) tell(feed, { state: 'connecting', error });
  if (outcome === 'mute') return 0;
  if (outcome !== 'flowed') return backoffMs(feed.ladder.failures);
  if (transport === 'sse') return waitMs ?? backoffMs(1);
  return transport === 'poll' ? feed.timings.pollMs * (0.8 + Math.random() * 0.4) : (waitMs ?? 0);
}

/**
 * What follows from a refusal. One that only a change of things can help (a return to the page, another watch) ends the
 * tries until then.
 *
 * @returns how long to wait, in milliseconds.
 */
export function afterError(feed: FeedState, error: unknown): number {
  const known = error instanceof PressroomError ? error : networkError(error);
  if (CURSOR_CODES.includes(known.code) && feed.cursor !== null) {
    feed.cursor = null;
    feed.covered = null;
    feed.signals.onMissed();
    return 0;
  }
  feed.ladder = afterTry(feed.ladder, 'failed', Date.now());
  if (!isPassing(known)) {
    tell(feed, { state: 'failed', error: known });
    return FOR_EVER_MS;
  }
  tell(feed, { state: 'connecting', error: known });
  return Math.max((known.retryAfterSeconds ?? 0) * 1000, backoffMs(feed.ladder.failures));
}
