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
  let client: pg.Client | undefined;
  let connected = false;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  let delayMs = FIRST_RECONNECT_MS;

  const dispatch = (topic: HintTopic, key: string): void => {
    topics.get(topic)?.forEach((listener) => listener(key));
    keys.get(`${topic}:${key}`)?.forEach((listener) => listener());
  };
  const lookEverywhere = (): void => {
    topics.forEach((listeners) => listeners.forEach((listener) => listener('')));
    keys.forEach((listeners) => listeners.forEach((listener) => listener()));
  };

  async function connect(): Promise<void> {
    const candidate = createClient(options.databaseUrl, options.applicationName);
    client = candidate;
    candidate.on('error', (error) => lost(candidate, error));
    candidate.on('end', () => lost(candidate, undefined));
    candidate.on('notification', (message) => {
      for (const hint of decodeHints(message.payload ?? '')) dispatch(hint.topic, hint.key);
    });
    try {
      await candidate.connect();
      await candidate.query(`listen ${HINT_CHANNEL}`);
    } catch (error) {
      lost(candidate, error);
      return;
    }
    if (closed || client !== candidate) return;
    connected = true;
    delayMs = FIRST_RECONNECT_MS;
    options.onStateChange?.(true);
    lookEverywhere();
    scheduleHeartbeat(candidate);
  }

  function scheduleHeartbeat(candidate: pg.Client): void {
    timer = setTimeout(() => {
      candidate.query('select 1').then(
        () => client === candidate && !closed && scheduleHeartbeat(candidate),
        (error: unknown) => lost(candidate, error),
      );
    }, HEARTBEAT_MS);
  }

  function lost(candidate: pg.Client, error: unknown): void {
    if (closed || client !== candidate) return;
    client = undefined;
    clearTimeout(timer);
    if (connected) options.onStateChange?.(false, error);
    connected = false;
    candidate.end().catch(() => {});
    timer = setTimeout(() => void connect(), delayMs * (0.5 + Math.random()));
    delayMs = Math.min(delayMs * 2, MAX_RECONNECT_MS);
  }

  void connect();
  return {
    onTopic: (topic, listener) => subscribe(topics, topic, listener),
    onKey: (topic, key, listener) => subscribe(keys, `${topic}:${key}`, listener),
    isConnected: () => connected,
    async close() {
      closed = true;
      connected = false;
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
