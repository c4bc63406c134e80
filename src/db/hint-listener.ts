import { setTimeout as sleep } from 'node:timers/promises';
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
/** A connection that is closed in order may be dead as well: its end is waited for this long. */
const END_MS = 1_000;
const FIRST_RECONNECT_MS = 100;
const MAX_RECONNECT_MS = 3_000;

/** The process's one LISTEN connection: kept open, watched by a heartbeat, opened again for as long as it is needed. */
export function startHintListener(options: HintListenerOptions): HintListener {
  const topics = new Map<HintTopic, Set<Listener>>();
  const keys = new Map<string, Set<() => void>>();
  const closing = new AbortController();
  let isConnected = false;

  const setConnected = (connected: boolean, error?: unknown): void => {
    if (connected !== isConnected && !closing.signal.aborted) options.onStateChange?.(connected, error);
    isConnected = connected;
    if (!connected) return;
    topics.forEach((listeners) => listeners.forEach((listener) => listener(''))); // what was sent before was missed
    keys.forEach((listeners) => listeners.forEach((listener) => listener()));
  };
  const dispatch = (payload: string): void => {
    for (const { topic, key } of decodeHints(payload)) {
      topics.get(topic)?.forEach((listener) => listener(key));
      keys.get(`${topic}:${key}`)?.forEach((listener) => listener());
    }
  };
  const ended = keepListening(options, closing.signal, setConnected, dispatch);
  return {
    onTopic: (topic, listener) => subscribe(topics, topic, listener),
    onKey: (topic, key, listener) => subscribe(keys, `${topic}:${key}`, listener),
    isConnected: () => isConnected,
    async close() {
      closing.abort();
      await ended;
    },
  };
}

/** One connection after another, until the signal is aborted. */
async function keepListening(
  options: HintListenerOptions,
  closing: AbortSignal,
  setConnected: (connected: boolean, error?: unknown) => void,
  onPayload: (payload: string) => void,
): Promise<void> {
  let delayMs = FIRST_RECONNECT_MS;
  const onReady = (): void => {
    delayMs = FIRST_RECONNECT_MS;
    setConnected(true);
  };
  while (!closing.aborted) {
    await listenOnce(options, closing, onReady, onPayload).catch((error: unknown) => setConnected(false, error));
    await sleep(delayMs * (0.5 + Math.random()), undefined, { signal: closing }).catch(() => {});
    delayMs = Math.min(delayMs * 2, MAX_RECONNECT_MS);
  }
  setConnected(false);
}

/** @throws when the connection cannot be made, breaks, or does not answer its heartbeat; also when the signal is aborted. */
async function listenOnce(
  options: HintListenerOptions,
  closing: AbortSignal,
  onReady: () => void,
  onPayload: (payload: string) => void,
): Promise<never> {
  const client = createClient(options.databaseUrl, options.applicationName);
  const lost = new Promise<never>((_, reject) => {
    client.on('error', reject).on('end', () => reject(new Error('the connection ended')));
  });
  lost.catch(() => {}); // it may be lost while nobody waits for it; whoever waits next is told
  client.on('notification', (message) => onPayload(message.payload ?? ''));
  try {
    await Promise.race([client.connect(), lost]);
    await Promise.race([client.query(`listen ${HINT_CHANNEL}`), lost]);
    onReady();
    for (;;) {
      await Promise.race([sleep(HEARTBEAT_MS, undefined, { signal: closing }), lost]);
      await Promise.race([client.query('select 1'), lost]);
    }
  } finally {
    await Promise.race([client.end().catch(() => {}), sleep(END_MS, undefined, { ref: false })]);
  }
}

function subscribe<K, L>(registry: Map<K, Set<L>>, key: K, listener: L): () => void {
  const listeners = registry.get(key) ?? new Set<L>();
  registry.set(key, listeners.add(listener));
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0 && registry.get(key) === listeners) registry.delete(key);
  };
}
