import { encodeHints, HINT_CHANNEL, type Hint } from './hints.ts';
import type { Queryable } from './pool.ts';
import type { HintSender } from './transaction.ts';

/** The first hint goes out at once; those of the following window go out together when it ends. */
const WINDOW_MS = 20;
/** With a database that does not answer, more are dropped: the sweeps look everywhere anyway. */
const MAX_WAITING_HINTS = 10_000;

/**
 * Sends hints as NOTIFY, outside the transactions that they tell of: the commit of a transaction that notified takes a
 * lock shared by the whole database and would make all writers queue. Feed hints follow on job hints (numbering comes
 * after the event), so they have a window of their own and need not wait for the end of the other.
 *
 * @param onError told of a NOTIFY that failed; its hints are dropped, the sweeps find what they told of.
 */
export function createHintSender(
  db: Queryable,
  onError: (error: unknown) => void,
): HintSender & { flush(): Promise<void> } {
  const feeds = createLane(db, onError);
  const others = createLane(db, onError);
  return {
    send(hints) {
      feeds.send(hints.filter((hint) => hint.topic === 'feed'));
      others.send(hints.filter((hint) => hint.topic !== 'feed'));
    },
    /** Sends what still waits; for shutdown. */
    async flush() {
      await Promise.all([feeds.flush(), others.flush()]);
    },
  };
}

/** At most one NOTIFY statement of a lane is under way; what comes meanwhile goes out when it has ended. */
function createLane(db: Queryable, onError: (error: unknown) => void) {
  let waiting: Hint[] = [];
  let window: NodeJS.Timeout | undefined;
  let sending: Promise<void> | undefined;

  function sendWaiting(): void {
    window = undefined;
    if (sending || waiting.length === 0) return;
    const payloads = encodeHints(waiting);
    waiting = [];
    window = setTimeout(sendWaiting, WINDOW_MS);
    sending = notify(db, payloads)
      .catch(onError)
      .then(() => {
        sending = undefined;
        if (!window) sendWaiting();
      });
  }

  return {
    send(hints: Hint[]): void {
      if (waiting.length < MAX_WAITING_HINTS) waiting.push(...hints);
      if (!window) sendWaiting();
    },
    async flush(): Promise<void> {
      await sending;
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
