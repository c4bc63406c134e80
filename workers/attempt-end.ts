/** Why an attempt's signal is aborted. */
export type EndReason = 'cancelled' | 'timed-out' | 'lease-lost' | 'stopped';

/** How long a handler may go on after its signal; then the attempt is settled without it. */
export const ABORT_GRACE_MS = 5_000;
/** The same when the process stops: it must fit into RELEASE_MS. */
export const STOP_GRACE_MS = 1_000;
/** How much longer it may then go on before its slot is given up. */
export const LEAVE_MS = 10_000;
/** Kept of a stop's time to give jobs back in. */
export const RELEASE_MS = 3_000;

/** The `reason` of a handler's AbortSignal, and what it is thrown as. */
export class AttemptEnded extends Error {
  readonly reason: EndReason;

  constructor(reason: EndReason) {
    super(`The attempt has ended: ${reason}`);
    this.name = 'AttemptEnded';
    this.reason = reason;
  }
}
