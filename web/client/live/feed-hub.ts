import type { FeedEvent } from '../contract.ts';
import type { Interest } from './scope.ts';
import { IDLE, type Connection, type FeedSignals, type FeedSource } from './signals.ts';

/** One who watches a job, or the jobs that pass a filter. */
export interface Subscriber {
  onEvent(event: FeedEvent): void;
  /**
   * From now on every event comes, each once and in the order of its job: what came into being before is to be read now.
   * Called again whenever events may have been missed.
   */
  onSync(): void;
}

/** The one source of live events of a client, shared by all who watch. */
export interface FeedHub {
  /** @returns how to stop. */
  subscribe(interest: Interest, subscriber: Subscriber): () => void;
  readonly connection: Connection;
  /** Calls back after each change of `connection`. @returns how to stop. */
  onConnection(listener: () => void): () => void;
  close(): void;
}

interface Subscription {
  interest: Interest;
  subscriber: Subscriber;
  isSynced: boolean;
}

/** @param lingerMs how long the source is kept when the last one has gone. */
export function createFeedHub(openSource: (signals: FeedSignals) => FeedSource, lingerMs: number): FeedHub {
  const subscriptions = new Set<Subscription>();
  const listeners = new Set<() => void>();
  let connection = IDLE;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const source = openSource({
    onEvent: (event) => deliver(subscriptions, event),
    onCovered: () => syncAll(subscriptions),
    onMissed: () => subscriptions.forEach((subscription) => (subscription.isSynced = false)),
    onConnection(next) {
      connection = next;
      listeners.forEach((listener) => listener());
    },
  });

  function update(afterMs: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => source.setInterests([...subscriptions].map(({ interest }) => interest)), afterMs);
  }

  return {
    subscribe(interest, subscriber) {
      const subscription = { interest, subscriber, isSynced: false };
      subscriptions.add(subscription);
      update(0); // those who come in the same moment share one request
      return () => {
        if (subscriptions.delete(subscription)) update(lingerMs);
      };
    },
    get connection() {
      return connection;
    },
    onConnection(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      clearTimeout(timer);
      subscriptions.clear();
      source.close();
    },
  };
}

function deliver(subscriptions: Set<Subscription>, event: FeedEvent): void {
  for (const { interest, subscriber } of [...subscriptions]) {
    if (!('jobId' in interest) || interest.jobId === event.jobId) subscriber.onEvent(event);
  }
}

function syncAll(subscriptions: Set<Subscription>): void {
  for (const subscription of [...subscriptions]) {
    if (subscription.isSynced) continue;
    subscription.isSynced = true;
    subscription.subscriber.onSync();
  }
}
