import { pause } from '../backoff.ts';
import type { Channel, Locks } from '../host.ts';
import type { FeedConnection } from '../live/feed-connection.ts';
import type { Interest } from '../live/scope.ts';
import { IDLE, type FeedSignals, type FeedSource } from '../live/signals.ts';
import { randomId } from '../random-id.ts';
import { startFollowing, type Following } from './following.ts';
import { startLeading, type Leading } from './leading.ts';
import type { Message } from './messages.ts';

export interface SharedFeedOptions {
  locks: Locks;
  openChannel: (name: string) => Channel;
  /** Names the connection: the same for tabs that may share it, and for no others. */
  name: () => Promise<string>;
  openConnection: (signals: FeedSignals, cursor: string | null) => FeedConnection;
}

/**
 * One connection for all tabs: the one that holds the lock has it, and tells the others. The browser gives the lock to
 * the next one when that tab is closed, crashes or watches no more; it goes on from where it was.
 */
export function createSharedFeed(options: SharedFeedOptions, signals: FeedSignals): FeedSource {
  let interests: readonly Interest[] = [];
  let membership: Promise<Membership> | null = null;

  function leave(): void {
    void membership?.then((member) => member.leave());
    membership = null;
    signals.onConnection(IDLE);
  }
  return {
    setInterests(next) {
      interests = next;
      if (next.length === 0) return leave();
      membership ??= join(options, signals);
      void membership.then((member) => member.setInterests(interests));
    },
    close: leave,
  };
}

/** A tab that takes part. */
interface Membership {
  setInterests(interests: readonly Interest[]): void;
  leave(): void;
}

/** For the others to say what they want before the connection is opened. */
const HANDOVER_MS = 50;

/** What a tab that takes part knows. */
interface Member extends SharedFeedOptions {
  signals: FeedSignals;
  tab: string;
  lockName: string;
  channel: Channel;
  /** Aborted when the tab takes part no more. */
  left: AbortController;
  /** The place in the line for the lock. */
  queued: AbortController;
  role: Following | Leading | null;
  interests: readonly Interest[];
}

async function join(options: SharedFeedOptions, signals: FeedSignals): Promise<Membership> {
  const lockName = await options.name();
  const channel = options.openChannel(lockName);
  const left = new AbortController();
  const member: Member = {
    ...{ ...options, tab: randomId(), lockName, channel, role: null, interests: [] },
    ...{ left, queued: new AbortController(), signals: until(left.signal, signals) },
  };
  channel.onmessage = ({ data }) => receive(member, data as Message);
  void options.locks.request(lifeOf(member, member.tab), {}, () => untilLeft(member));
  follow(member, null);
  void compete(member);
  return {
    setInterests(interests) {
      member.interests = interests;
      member.role?.setInterests(interests);
    },
    leave() {
      channel.postMessage({ kind: 'bye', from: member.tab });
      member.left.abort();
      member.queued.abort();
      member.role?.stop();
      channel.close();
    },
  };
}

/** What a tab that has left still hears is no news: it may take part anew by then. */
function until(left: AbortSignal, signals: FeedSignals): FeedSignals {
  const unlessLeft = (tell: () => void): void => {
    if (!left.aborted) tell();
  };
  return {
    onEvent: (event) => unlessLeft(() => signals.onEvent(event)),
    onCovered: () => unlessLeft(signals.onCovered),
    onMissed: () => unlessLeft(signals.onMissed),
    onConnection: (connection) => unlessLeft(() => signals.onConnection(connection)),
  };
}

function receive({ role }: Member, message: Message): void {
  const isForLeader = message.kind === 'want' || message.kind === 'bye' || message.kind === 'ask';
  if (isForLeader && role?.kind === 'leading') role.onMessage(message);
  else if (!isForLeader && role?.kind === 'following') role.onMessage(message);
}

/** Waits for the lock, leads while it has it, and gets in line again when another tab took it away. */
async function compete(member: Member, steal = false): Promise<void> {
  const { locks, lockName, left } = member;
  member.queued.abort();
  const place = (member.queued = new AbortController());
  const how = steal ? { steal } : { signal: place.signal };
  await locks.request(lockName, how, () => lead(member)).catch(() => {});
  if (left.signal.aborted || member.queued !== place) return;
  if (member.role?.kind === 'leading') follow(member, member.role.cursor);
  void compete(member);
}

async function lead(member: Member): Promise<void> {
  const { tab, channel, locks, signals, left, openConnection, role } = member;
  const cursor = role?.cursor ?? null;
  role?.stop();
  const leading = startLeading({
    ...{ tab, channel, locks, signals, lifeOf: (other: string) => lifeOf(member, other) },
    openConnection: (own) => openConnection(own, cursor),
  });
  member.role = leading;
  await pause(HANDOVER_MS, left.signal);
  if (!left.signal.aborted) leading.setInterests(member.interests);
  await untilLeft(member);
}

function follow(member: Member, cursor: string | null): void {
  const { tab, channel, signals } = member;
  member.role?.stop();
  member.role = startFollowing({ tab, channel, signals, cursor, onSilence: () => void compete(member, true) });
  if (member.interests.length > 0) member.role.setInterests(member.interests);
}

/** The lock that a tab holds for as long as it takes part. */
function lifeOf({ lockName }: Member, tab: string): string {
  return `${lockName} ${tab}`;
}

function untilLeft({ left }: Member): Promise<void> {
  return new Promise((resolve) => {
    if (left.signal.aborted) resolve();
    else left.signal.addEventListener('abort', () => resolve());
  });
}
