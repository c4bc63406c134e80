import { errorFrom, networkError, PressroomError } from '../http/errors.ts';
import type { FeedTry, TryEnd } from './feed-try.ts';
import { readStream } from './read-stream.ts';
import { scopeQuery } from './scope.ts';

/** What a stream tells of itself, beyond its events. */
interface StreamTry extends FeedTry {
  /** At every sign of life. */
  onBytes(): void;
  /** Bytes came after those that a stream begins with: nothing on the way holds it back. */
  onFlow(): void;
}

/**
 * Opens the feed as a stream and reads it until it ends, breaks, or is silent for too long.
 *
 * @throws PressroomError of an answer that is a refusal, or the reason of the signal.
 */
export async function tryStream(feed: StreamTry): Promise<TryEnd> {
  const { http, timings, scope, cursor } = feed;
  const dog = createWatchdog(feed.signal);
  let waitMs: number | null = null;
  let isCaughtUp = false;
  let isFlowing = false;
  dog.expect(timings.muteMs);
  try {
    const response = await http.open('streamEvents', {
      query: { ...scopeQuery(scope), after: cursor ?? 'latest' },
      headers: { Accept: 'text/event-stream' },
      signal: dog.signal,
      timeoutMs: Infinity,
    });
    await readStream(streamOf(response) ?? (await refuse(response)), {
      onBytes() {
        dog.expect(timings.stallMs);
        feed.onBytes();
        if (isCaughtUp && !isFlowing) feed.onFlow();
        isFlowing = isCaughtUp;
      },
      onRetry: (ms) => (waitMs = ms),
      onEvent: feed.pass,
      onGap: feed.miss,
      onCaughtUp(reached) {
        isCaughtUp = true;
        feed.reach(reached);
      },
    });
    return { outcome: isCaughtUp ? 'flowed' : 'failed', waitMs, error: null };
  } catch (error) {
    if (feed.signal.aborted) throw feed.signal.reason;
    if (dog.hasBarked) return { outcome: isFlowing ? 'failed' : 'mute', waitMs: null, error: silent() };
    if (error instanceof PressroomError) throw error;
    return { outcome: 'failed', waitMs: null, error: networkError(error) };
  } finally {
    dog.dismiss();
  }
}

function streamOf({ headers, body }: Response): ReadableStream<Uint8Array> | null {
  return /^text\/event-stream\b/.test(headers.get('Content-Type') ?? '') ? body : null;
}

async function refuse(response: Response): Promise<never> {
  throw await errorFrom(response);
}

function silent(): PressroomError {
  return new PressroomError({ code: 'network', detail: 'The connection is silent.' });
}

interface Watchdog {
  signal: AbortSignal;
  readonly hasBarked: boolean;
  /** A sign of life must come within this time. */
  expect(withinMs: number): void;
  dismiss(): void;
}

function createWatchdog(outer: AbortSignal): Watchdog {
  const controller = new AbortController();
  const follow = (): void => controller.abort(outer.reason);
  if (outer.aborted) follow();
  outer.addEventListener('abort', follow);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let hasBarked = false;
  return {
    signal: controller.signal,
    get hasBarked() {
      return hasBarked;
    },
    expect(withinMs) {
      clearTimeout(timer);
      timer = setTimeout(() => {
        hasBarked = true;
        controller.abort();
      }, withinMs);
    },
    dismiss() {
      clearTimeout(timer);
      outer.removeEventListener('abort', follow);
      controller.abort(); // frees the connection when the reading ended before the stream
    },
  };
}
