import { createFileCalls, type FileCalls } from './file-calls.ts';
import { isPage, tabTools } from './host.ts';
import { createHttp, type Http } from './http/http.ts';
import type { Token } from './http/token.ts';
import { createJobCalls, type JobCalls } from './job-calls.ts';
import { createWatchCalls, type WatchCalls } from './watch-calls.ts';
import { createFeedConnection } from './live/feed-connection.ts';
import { createFeedHub, type FeedHub } from './live/feed-hub.ts';
import { TIMINGS, type Timings } from './live/timings.ts';
import { createSharedFeed } from './tabs/shared-feed.ts';
import { sharedName } from './tabs/shared-name.ts';

export interface ClientOptions {
  /** Where the service is, such as `https://jobs.example.com`. Left out: where the page is from. */
  baseUrl?: string;
  /**
   * An API key or token, or how to get one: called before the first request, on each reconnect and when the service
   * refuses the last one.
   */
  token?: Token;
  /** Another `fetch`. */
  fetch?: typeof fetch;
  /**
   * Whether tabs of one origin, with the same address and the same user, share one connection. Left out: in pages, where
   * the browser can.
   */
  shareAcrossTabs?: boolean;
  /** How long an answer may take, in milliseconds. */
  timeoutMs?: number;
  /** How patient the live connection is. */
  timings?: Partial<Timings>;
}

/** All that a program does with the service. */
export interface PressroomClient extends JobCalls, FileCalls, WatchCalls {
  /** Calls any operation by its `operationId`, typed from the contract. */
  call: Http['call'];
  /** The address of something that the service names relative to itself, such as an artifact's `downloadUrl`. */
  addressOf(link: string): string;
  /** Ends all watches and the connection. */
  close(): void;
}

const TIMEOUT_MS = 30_000;

/** Opens nothing yet: the live connection begins with the first watch and ends after the last one. */
export function createClient(options: ClientOptions = {}): PressroomClient {
  const { baseUrl = '', token, timeoutMs = TIMEOUT_MS } = options;
  const timings = { ...TIMINGS, ...options.timings };
  const http = createHttp({ baseUrl, token, fetch: options.fetch, timeoutMs });
  const hub = openHub(http, options, timings);
  const watches = createWatchCalls(http, hub, timings);
  return {
    ...createJobCalls(http, watches),
    ...createFileCalls(http),
    ...watches,
    get connection() {
      return hub.connection;
    },
    call: http.call,
    addressOf: http.addressOf,
    close: () => hub.close(),
  };
}

function openHub(http: Http, { shareAcrossTabs = isPage(), baseUrl = '' }: ClientOptions, timings: Timings): FeedHub {
  const tools = shareAcrossTabs ? tabTools() : null;
  return createFeedHub((signals) => {
    if (!tools) return createFeedConnection(http, signals, timings);
    return createSharedFeed(
      {
        ...tools,
        name: async () => sharedName(baseUrl, await http.token().catch(() => undefined)),
        openConnection: (own, cursor) => createFeedConnection(http, own, timings, cursor),
      },
      signals,
    );
  }, timings.lingerMs);
}
