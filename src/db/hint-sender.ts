import { encodeHints, HINT_CHANNEL, type Hint } from './hints.ts';
import type { Queryable } from './pool.ts';
import type { HintSender } from './transaction.ts';

/** The first hint goes out at once; those of the following window go out together when it ends. */
const WINDOW_MS = 20;

/**
 * Sends hints as NOTIFY, outside the transactions that they tell of: the commit of a transaction that notified takes a
 * lock shared by the whole database and would make all writers queue. At most one NOTIFY statement is under way.
 *
 * @param onError told of a NOTIFY that failed; its hints are dropped, the sweeps find what they told of.
 */
export function createHintSender(
  db: Queryable,
  onError: (error: unknown) => void,
): HintSender & { flush(): Promise<void> } {
  let waiting: Hint[] = [];
  let window: NodeJS.Timeout | undefined;
  let sending: Promise<void> = Promise.resolve();

  function sendWaiting(): void {
    const payloads = encodeHints(waiting);
    waiting = [];
    if (payloads.length === 0) {
      window = undefined;
      return;
    }
    window = setTimeout(sendWaiting, WINDOW_MS);
    sending = sending.then(() => notify(db, payloads)).catch(onError);
  }

  return {
    send(hints) {
      if (hints.length === 0) return;
      waiting.push(...hints);
      if (!window) sendWaiting();
    },
    /** Sends what still waits; for shutdown. */
    async flush() {
      clearTimeout(window);
      sendWaiting();
      clearTimeout(window);
      window = undefined;
      await sending;
    },
  };
}

async function notify(db: Queryable, payloads: string[]): Promise<void> {
  await db.query('select pg_notify($1, payload) from unnest($2::text[]) as payload', [HINT_CHANNEL, payloads]);
}
