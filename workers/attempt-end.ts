/** Why an attempt's signal is aborted. */
export type EndReason = 'cancelled' | 'timed-out' | 'lease-lost' | 'stopped';

/** The `reason` of a handler's AbortSignal, and what it is thrown as. */
export class AttemptEnded extends Error {
  readonly reason: EndReason;

  constructor(reason: EndReason) {
    super(`The attempt has ended: ${reason}`);
    this.name = 'AttemptEnded';
    this.reason = reason;
  }
}
