/**
 * What the surroundings may offer. Each is looked for, never taken for granted: the same code runs in a page, in Node
 * and while a page is rendered on a server.
 */
interface Host {
  document?: EventSource & { visibilityState: string };
  addEventListener?: EventSource['addEventListener'];
  removeEventListener?: EventSource['removeEventListener'];
  navigator?: { locks?: Locks };
  BroadcastChannel?: new (name: string) => Channel;
}

interface EventSource {
  addEventListener(name: string, listener: () => void): void;
  removeEventListener(name: string, listener: () => void): void;
}

/** The part of the Web Locks API that is used. */
export interface Locks {
  request<T>(name: string, options: { signal?: AbortSignal; steal?: boolean }, whileHeld: () => Promise<T>): Promise<T>;
}

/** The part of a BroadcastChannel that is used. */
export interface Channel {
  postMessage(message: unknown): void;
  onmessage: ((event: { data: unknown }) => void) | null;
  close(): void;
}

const host = globalThis as unknown as Host;

/** What tabs of one origin need to share a connection, or null where it is missing, as on a server or without https. */
export function tabTools(): { locks: Locks; openChannel: (name: string) => Channel } | null {
  const locks = host.navigator?.locks;
  const { BroadcastChannel } = host;
  if (!locks || !BroadcastChannel) return null;
  return { locks, openChannel: (name) => new BroadcastChannel(name) };
}

/** Whether this is a page that a person may have open in several tabs. */
export function isPage(): boolean {
  return host.document !== undefined;
}

/** Calls back when the network comes or goes, or the page is looked at again. Returns how to stop. */
export function onHostChange(listener: (what: 'network' | 'visible') => void): () => void {
  const { document } = host;
  const network = (): void => listener('network');
  const shown = (): void => {
    if (document?.visibilityState === 'visible') listener('visible');
  };
  host.addEventListener?.('online', network);
  host.addEventListener?.('offline', network);
  host.addEventListener?.('pageshow', shown); // also out of the back-forward cache, where time stood still
  document?.addEventListener('visibilitychange', shown);
  return () => {
    host.removeEventListener?.('online', network);
    host.removeEventListener?.('offline', network);
    host.removeEventListener?.('pageshow', shown);
    document?.removeEventListener('visibilitychange', shown);
  };
}
