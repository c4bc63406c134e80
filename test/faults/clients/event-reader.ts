import { EventSource, type ErrorEvent } from 'eventsource';
import { isReady } from './job-client.ts';
import { until } from '../rig/waiting.ts';

/** A stored event as the stream shows it. */
export interface SeenEvent {
  seq: number;
  type: string;
  jobId: string;
  attempt: number;
  createdAt: string;
  data: Record<string, unknown>;
  cursor?: string;
}

export const TERMINAL_TYPES: readonly string[] = ['job-complete', 'job-failed', 'job-cancelled', 'job-expired'];
const STORED_TYPES: readonly string[] = ['status', 'progress', 'log', 'checkpoint', 'artifact', ...TERMINAL_TYPES];

export interface EventReader {
  /** In the order in which they came. */
  events: SeenEvent[];
  /** What a reader must never see, in words. */
  faults: string[];
  /** How often the connection broke and the client came back by itself. */
  breaks: number;
  /** Statuses that made the EventSource give up, after which the reader opened another one at its cursor. */
  refusals: number[];
  /** The stream has said that it is over: `end`, or 204 to a client that came back. */
  ended: Promise<void>;
  close(): void;
}

export interface ReaderOptions {
  onEvent?: (event: SeenEvent) => void;
  /** Whether `end` closes the reader. If not it comes back until a 204 makes its EventSource stop. */
  closesAtEnd?: boolean;
}

const NO_CONTENT = 204;
/** The address may be down for as long as a restart takes. */
const COME_BACK_MS = 60_000;

/** Reads a stream of events with a standard EventSource, which comes back by itself when its connection breaks. */
export function readEvents(baseUrl: string, path: string, options: ReaderOptions = {}): EventReader {
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  let source: EventSource;
  let cursor = '';
  let isClosed = false;
  const reader: EventReader = {
    events: [],
    faults: [],
    breaks: 0,
    refusals: [],
    ended,
    close() {
      isClosed = true;
      source.close();
      resolve();
    },
  };

  function open(): void {
    if (isClosed) return;
    const url = new URL(path, baseUrl);
    if (cursor) url.searchParams.set('after', cursor);
    source = new EventSource(url);
    source.addEventListener('error', onError);
    for (const type of STORED_TYPES) source.addEventListener(type, onEvent);
    source.addEventListener('gap', (message) => reader.faults.push(`gap: ${String(message.data)}`));
    source.addEventListener('end', () => options.closesAtEnd !== false && reader.close());
  }

  function onEvent(message: MessageEvent): void {
    const event = JSON.parse(String(message.data)) as SeenEvent;
    cursor = message.lastEventId;
    if (event.type !== message.type) reader.faults.push(`${message.type} holds a ${event.type}`);
    reader.events.push(event);
    options.onEvent?.(event);
  }

  function onError({ code }: ErrorEvent): void {
    if (source.readyState !== source.CLOSED) {
      reader.breaks += 1;
    } else if (code === NO_CONTENT) {
      reader.close();
    } else {
      reader.refusals.push(code ?? 0);
      void until('the API is back', COME_BACK_MS, () => isReady(baseUrl)).then(open, (error: Error) =>
        reader.faults.push(error.message),
      );
    }
  }

  open();
  return reader;
}
