import type pg from 'pg';
import { decodeHints, HINT_CHANNEL, type HintTopic } from './hints.ts';
import { createClient } from './pool.ts';

type Listener = (key: string) => void;

export interface HintListener {
  /** Calls `listener` for each hint of a topic, and with `''` when hints may have been missed (a new connection). */
  onTopic(topic: HintTopic, listener: Listener): () => void;
  /** As `onTopic`, for one key only. */
  onKey(topic: HintTopic, key: string, listener: () => void): () => void;
  isConnected(): boolean;
  close(): Promise<void>;
}

export interface HintListenerOptions {
  databaseUrl: string;
  applicationName: string;
  onStateChange?: (connected: boolean, error?: unknown) => void;
}

/** A connection that died without a word is noticed this soon. */
const HEARTBEAT_MS = 10_000;
const FIRST_RECONNECT_MS = 100;
const MAX_RECONNECT_MS = 3_000;

/** The process's one LISTEN connection: kept open, watched by a heartbeat, opened again for as long as it is needed. */
export function startHintListener(options: HintListenerOptions): HintListener {
  const topics = new Map<HintTopic, Set<Listener>>();
  const keys = new Map<string, Set<() => void>>();
  const connection = keepListening(
    options,
    (payload) => {
      for (const { topic, key } of decodeHints(payload)) {
        topics.get(topic)?.forEach((listener) => listener(key));
        keys.get(`${topic}:${key}`)?.forEach((listener) => listener());
      }
    },
    () => {
      topics.forEach((listeners) => listeners.forEach((listener) => listener('')));
      keys.forEach((listeners) => listeners.forEach((listener) => listener()));
    },
  );
  return {
    onTopic: (topic, listener) => subscribe(topics, topic, listener),
    onKey: (topic, key, listener) => subscribe(keys, `${topic}:${key}`, listener),
    ...connection,
  };
}

/** @param onReconnect told after each (re)connect: what was sent before it was missed. */
function keepListening(
  options: HintListenerOptions,
  onPayload: (payload: string) => void,
  onReconnect: () => void,
): Pick<HintListener, 'isConnected' | 'close'> {
  let client: pg.Client | undefined;
  let isConnected = false;
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;
  let delayMs = FIRST_RECONNECT_MS;

  async function connect(): Promise<void> {
    const candidate = createClient(options.databaseUrl, options.applicationName);
    client = candidate;
    const onLost = (error?: unknown): void => lost(candidate, error);
    candidate.on('error', onLost).on('end', onLost);
    candidate.on('notification', (message) => onPayload(message.payload ?? ''));
    try {
      await candidate.connect();
      await candidate.query(`listen ${HINT_CHANNEL}`);
    } catch (error) {
      return onLost(error);
    }
    if (isClosed || client !== candidate) return;
    isConnected = true;
    delayMs = FIRST_RECONNECT_MS;
    options.onStateChange?.(true);
    onReconnect();
    beatLater(candidate);
  }

  function beatLater(candidate: pg.Client): void {
    timer = setTimeout(() => {
      candidate.query('select 1').then(
        () => client === candidate && !isClosed && beatLater(candidate),
        (error: unknown) => lost(candidate, error),
      );
    }, HEARTBEAT_MS);
  }

  function lost(candidate: pg.Client, error: unknown): void {
    if (isClosed || client !== candidate) return;
    client = undefined;
    clearTimeout(timer);
    if (isConnected) options.onStateChange?.(false, error);
    isConnected = false;
    candidate.end().catch(() => {});
    timer = setTimeout(() => void connect(), delayMs * (0.5 + Math.random()));
    delayMs = Math.min(delayMs * 2, MAX_RECONNECT_MS);
  }

  void connect();
  return {
    isConnected: () => isConnected,
    async close() {
      isClosed = true;
      isConnected = false;
      clearTimeout(timer);
      await client?.end().catch(() => {});
    },
  };
}

function subscribe<K, L>(registry: Map<K, Set<L>>, key: K, listener: L): () => void {
  const listeners = registry.get(key) ?? new Set<L>();
  registry.set(key, listeners.add(listener));
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0 && registry.get(key) === listeners) registry.delete(key);
  };
}
