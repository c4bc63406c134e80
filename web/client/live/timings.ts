/** How patient a connection is, in milliseconds. */
export interface Timings {
  /** A stream begins with a frame at once. One that brings nothing for this long is held back by something. */
  muteMs: number;
  /** The service pings every 15 seconds, give or take. A stream that is silent for this long is dead. */
  stallMs: number;
  /** How long a long poll is held. Proxies cut what is silent for 30 seconds or more. */
  holdMs: number;
  /** Between two polls. */
  pollMs: number;
  /** A page that comes back from sleep trusts no stream that was silent for this long. */
  staleMs: number;
  /** How long a connection is kept when nobody watches any more: somebody often does again at once. */
  lingerMs: number;
}

export const TIMINGS: Timings = {
  muteMs: 5_000,
  stallMs: 40_000,
  holdMs: 25_000,
  pollMs: 3_000,
  staleMs: 20_000,
  lingerMs: 1_000,
};
