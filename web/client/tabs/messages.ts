import type { FeedEvent } from '../contract.ts';
import { PressroomError } from '../http/errors.ts';
import type { Interest } from '../live/scope.ts';
import type { Connection } from '../live/signals.ts';

/** What tabs tell each other. The tab that has the connection numbers what it sends, so that a loss shows. */
export type Message = FollowerMessage | LeaderMessage;

export type FollowerMessage =
  /** What this tab is interested in; `rev` counts its wishes, so that an answer to an old one is not taken for this. */
  | { kind: 'want'; from: string; rev: number; interests: readonly Interest[] }
  | { kind: 'bye'; from: string }
  /** Is anybody there? */
  | { kind: 'ask'; from: string };

export type LeaderMessage = { from: string; no: number } & (
  | { kind: 'lead' }
  | { kind: 'beat' }
  | { kind: 'event'; event: FeedEvent }
  /** All that these tabs wanted, at these revs, is told from now on. */
  | { kind: 'covered'; revs: Record<string, number>; cursor: string | null }
  | { kind: 'missed' }
  | { kind: 'connection'; connection: SentConnection }
);

/** An error does not cross between tabs whole. */
export type SentConnection = Omit<Connection, 'error' | 'isShared'> & { error: SentError | null };

interface SentError {
  code: string;
  status: number;
  detail: string;
  retryAfterSeconds: number | null;
}

export function packConnection({ state, transport, error }: Connection): SentConnection {
  if (!error) return { state, transport, error: null };
  const { code, status, detail, retryAfterSeconds } = error;
  return { state, transport, error: { code, status, detail, retryAfterSeconds } };
}

export function unpackConnection({ state, transport, error }: SentConnection): Connection {
  return { state, transport, isShared: true, error: error && new PressroomError(error, error) };
}
