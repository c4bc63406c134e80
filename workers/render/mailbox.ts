/** Messages that wait to be taken, in the order in which they came. */
export interface Mailbox<Message> {
  put(message: Message): void;
  /** What has come can still be taken; then every `take` rejects with this. A second call changes nothing. */
  fail(reason: unknown): void;
  /** As `fail`, but what has come is dropped. */
  abort(reason: unknown): void;
  take(): Promise<Message>;
}

/** For one taker at a time. */
export function newMailbox<Message>(): Mailbox<Message> {
  const waiting: Message[] = [];
  let taker: PromiseWithResolvers<Message> | undefined;
  let failure: { reason: unknown } | undefined;
  const fail = (reason: unknown): void => {
    failure ??= { reason };
    taker?.reject(failure.reason);
    taker = undefined;
  };
  return {
    put(message) {
      if (taker) taker.resolve(message);
      else waiting.push(message);
      taker = undefined;
    },
    fail,
    abort(reason) {
      waiting.length = 0;
      fail(reason);
    },
    async take() {
      const message = waiting.shift();
      if (message !== undefined) return message;
      if (failure) throw failure.reason;
      taker = Promise.withResolvers();
      return taker.promise;
    },
  };
}
