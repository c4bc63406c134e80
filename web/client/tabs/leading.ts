import type { Channel, Locks } from '../host.ts';
import type { FeedConnection } from '../live/feed-connection.ts';
import type { Interest } from '../live/scope.ts';
import { IDLE, type Connection, type FeedSignals } from '../live/signals.ts';
import { packConnection, type FollowerMessage, type LeaderMessage } from './messages.ts';

/** The tab that has the connection, while it has it. */
export interface Leading {
  readonly kind: 'leading';
  readonly cursor: string | null;
  setInterests(own: readonly Interest[]): void;
  onMessage(message: FollowerMessage): void;
  stop(): void;
}

interface LeadingOptions {
  tab: string;
  channel: Channel;
  locks: Locks;
  /** The name of the lock that a tab holds for as long as it lives. */
  lifeOf: (tab: string) => string;
  signals: FeedSignals;
  openConnection: (signals: FeedSignals) => FeedConnection;
}

/** Between two signs of life to the other tabs. A hidden page's timers may be slowed down to one a minute. */
const BEAT_MS = 20_000;

/** Opens the connection for all tabs, and tells the others what comes. */
export function startLeading(options: LeadingOptions): Leading {
  const { locks, lifeOf } = options;
  const wants: Wants = new Map();
  const stopped = new AbortController();
  let own: readonly Interest[] = [];
  const say = createSpeaker(options, stopped.signal);
  const told = passOn(options.signals, say, wants, () => feed.cursor);
  const feed = options.openConnection(told.signals);
  const update = (): void => feed.setInterests([...own, ...[...wants.values()].flatMap(({ interests }) => interests)]);

  function forget(from: string): void {
    if (wants.delete(from)) update();
  }
  function heed(from: string, rev: number, interests: readonly Interest[]): void {
    const isNew = !wants.has(from);
    wants.set(from, { rev, interests });
    say({ kind: 'connection', connection: packConnection(told.connection()) });
    update();
    // Granted when that tab is gone, however it went.
    if (isNew) locks.request(lifeOf(from), { signal: stopped.signal }, async () => forget(from)).catch(() => {});
  }

  const beat = setInterval(() => say({ kind: 'beat' }), BEAT_MS);
  say({ kind: 'lead' });
  return {
    kind: 'leading',
    get cursor() {
      return feed.cursor;
    },
    setInterests(interests) {
      own = interests;
      update();
    },
    onMessage(message) {
      if (message.kind === 'want') heed(message.from, message.rev, message.interests);
      else if (message.kind === 'bye') forget(message.from);
      else say({ kind: 'beat' });
    },
    stop() {
      clearInterval(beat);
      stopped.abort();
      feed.close();
    },
  };
}

/** What the other tabs are interested in, and the number of that wish. */
type Wants = Map<string, { rev: number; interests: readonly Interest[] }>;
type Say = (message: DistributiveOmit<LeaderMessage, 'from' | 'no'>) => void;
type DistributiveOmit<T, Key extends PropertyKey> = T extends unknown ? Omit<T, Key> : never;

/** Numbers what is said, so that a loss shows. */
function createSpeaker({ tab, channel }: LeadingOptions, stopped: AbortSignal): Say {
  let no = 0;
  return (message) => {
    if (!stopped.aborted) channel.postMessage({ ...message, from: tab, no: (no += 1) });
  };
}

/** Tells the other tabs and this one. */
function passOn(
  signals: FeedSignals,
  say: Say,
  wants: Wants,
  cursor: () => string | null,
): { signals: FeedSignals; connection: () => Connection } {
  let connection: Connection = IDLE;
  return {
    connection: () => connection,
    signals: {
      onEvent(event) {
        say({ kind: 'event', event });
        signals.onEvent(event);
      },
      onCovered() {
        const revs = Object.fromEntries([...wants].map(([from, { rev }]) => [from, rev]));
        say({ kind: 'covered', revs, cursor: cursor() });
        signals.onCovered();
      },
      onMissed() {
        say({ kind: 'missed' });
        signals.onMissed();
      },
      onConnection(next) {
        connection = next;
        say({ kind: 'connection', connection: packConnection(next) });
        signals.onConnection(next);
      },
    },
  };
}
