import type { FeedEvent } from '../contract.ts';
import type { PressroomError } from '../http/errors.ts';
import type { Interest } from './scope.ts';
import type { Transport } from './ladder.ts';

/** How the client gets its live events at this moment. */
export interface Connection {
  /** `idle`: nobody watches; `connecting`: the first try, or another; `live`; `failed`: for good, see `error`. */
  readonly state: 'idle' | 'connecting' | 'live' | 'failed';
  readonly transport: Transport;
  /** What was wrong with the latest try, until one goes well. */
  readonly error: PressroomError | null;
  /** Whether this tab has the connection, or shares that of another tab. */
  readonly isShared: boolean;
}

/** What a source of events tells. */
export interface FeedSignals {
  onEvent(event: FeedEvent): void;
  /** Every event of interest from now on will be told: what came into being before is to be read. */
  onCovered(): void;
  /** Events may have been missed: all that is watched is to be read again. */
  onMissed(): void;
  onConnection(connection: Connection): void;
}

/** Where live events come from: a connection of this page, or that of another tab. */
export interface FeedSource {
  /** What is of interest from now on. Nothing: the source rests. */
  setInterests(interests: readonly Interest[]): void;
  close(): void;
}

export const IDLE: Connection = { state: 'idle', transport: 'sse', error: null, isShared: false };
