import type { Channel } from '../host.ts';
import { onHostChange } from '../host.ts';
import type { Interest } from '../live/scope.ts';
import type { FeedSignals } from '../live/signals.ts';
import { unpackConnection, type LeaderMessage } from './messages.ts';

/** A tab that lives on another one's connection. */
export interface Following {
  readonly kind: 'following';
  /** The place in the feed up to which this tab was told everything. */
  readonly cursor: string | null;
  setInterests(interests: readonly Interest[]): void;
  onMessage(message: LeaderMessage): void;
  stop(): void;
}

interface FollowingOptions {
  tab: string;
  channel: Channel;
  signals: FeedSignals;
  cursor: string | null;
  /** Nothing was heard of the tab with the connection for too long. */
  onSilence: () => void;
}

/** Longer than the slowest timers of a hidden page. */
const SILENCE_MS = 150_000;
/** Somebody looks at this page, and asks. */
const ANSWER_MS = 3_000;

/** Says what is of interest, and passes on what the tab with the connection tells. */
export function startFollowing({ tab, channel, signals, cursor, onSilence }: FollowingOptions): Following {
  let reached = cursor;
  let leader = { tab: '', no: 0 };
  let interests: readonly Interest[] = [];
  let rev = 0;
  let timer: ReturnType<typeof setTimeout>;

  const waitFor = (ms: number): void => {
    clearTimeout(timer);
    timer = setTimeout(onSilence, ms);
  };
  function want(): void {
    rev += 1;
    channel.postMessage({ kind: 'want', from: tab, rev, interests });
  }
  /** Something was missed, or may have been: the wish is said again, and its answer is the sign to read. */
  function startOver(): void {
    signals.onMissed();
    want();
  }
  function pass(message: LeaderMessage): void {
    if (message.kind === 'event') {
      reached = message.event.cursor;
      signals.onEvent(message.event);
    } else if (message.kind === 'covered' && message.revs[tab] === rev) {
      reached = message.cursor;
      signals.onCovered();
    } else if (message.kind === 'missed') signals.onMissed();
    else if (message.kind === 'connection') signals.onConnection(unpackConnection(message.connection));
  }

  const stopListening = onHostChange(() => {
    waitFor(ANSWER_MS);
    channel.postMessage({ kind: 'ask', from: tab });
  });
  waitFor(SILENCE_MS);
  return {
    kind: 'following',
    get cursor() {
      return reached;
    },
    setInterests(next) {
      interests = next;
      want();
    },
    onMessage(message) {
      waitFor(SILENCE_MS);
      const isNext = message.from === leader.tab && message.no === leader.no + 1;
      const isFirst = leader.tab === '';
      leader = { tab: message.from, no: message.no };
      if (!isNext && !isFirst) startOver();
      else if (message.kind === 'lead') want();
      pass(message);
    },
    stop() {
      clearTimeout(timer);
      stopListening();
    },
  };
}
