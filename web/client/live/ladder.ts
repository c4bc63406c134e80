/** How events come: a stream; a request that is held until there is one; a request now and then. */
export type Transport = 'sse' | 'long-poll' | 'poll';

/** Where on the ladder a connection stands. */
export interface Ladder {
  readonly transport: Transport;
  /** Streams in a row that opened, or hung, and brought nothing: something on the way holds them back. */
  readonly muteStreams: number;
  /** Long polls in a row that were cut. */
  readonly cutPolls: number;
  /** Failures in a row, of any kind. */
  readonly failures: number;
  /** When a stream is tried again, in milliseconds since the epoch; null on the top step. */
  readonly streamAgainAt: number | null;
}

/**
 * How a try ended. `flowed`: it brought what it should, and is over; `mute`: open, but nothing came; `cut`: the
 * connection broke while it was held; `failed`: no connection, or an answer that asks to come later.
 */
export type Outcome = 'flowed' | 'mute' | 'cut' | 'failed';

export const TOP: Ladder = { transport: 'sse', muteStreams: 0, cutPolls: 0, failures: 0, streamAgainAt: null };

const MUTE_STREAMS = 2;
const CUT_POLLS = 2;
/** How long a fallback is kept before a stream is tried again. */
const STREAM_AGAIN_MS = 60_000;

/** The step to stand on after a try. */
export function afterTry(ladder: Ladder, outcome: Outcome, now: number): Ladder {
  switch (outcome) {
    case 'flowed':
      return { ...ladder, muteStreams: 0, cutPolls: 0, failures: 0 };
    case 'failed':
      return { ...ladder, failures: ladder.failures + 1 };
    case 'mute':
      return afterMute(ladder, now);
    case 'cut':
      return afterCut(ladder);
  }
}

/** The step to begin the next try on: a fallback whose minute is over tries a stream. */
export function beforeTry(ladder: Ladder, now: number): Transport {
  return ladder.streamAgainAt !== null && now >= ladder.streamAgainAt ? 'sse' : ladder.transport;
}

/** A stream that came through, from whatever step it was tried. */
export function streamFlows(ladder: Ladder): Ladder {
  return ladder.transport === 'sse' && ladder.muteStreams + ladder.failures === 0 ? ladder : TOP;
}

function afterMute(ladder: Ladder, now: number): Ladder {
  const muteStreams = ladder.muteStreams + 1;
  if (ladder.transport !== 'sse') return { ...ladder, streamAgainAt: now + STREAM_AGAIN_MS };
  if (muteStreams < MUTE_STREAMS) return { ...ladder, muteStreams };
  return { ...TOP, transport: 'long-poll', streamAgainAt: now + STREAM_AGAIN_MS };
}

function afterCut(ladder: Ladder): Ladder {
  const cutPolls = ladder.cutPolls + 1;
  const failures = ladder.failures + 1;
  if (ladder.transport !== 'long-poll' || cutPolls < CUT_POLLS) return { ...ladder, cutPolls, failures };
  return { ...ladder, transport: 'poll', cutPolls: 0, failures: 0 };
}
