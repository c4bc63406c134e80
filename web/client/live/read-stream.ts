import { createParser } from 'eventsource-parser';
import type { FeedEvent } from '../contract.ts';

/** What is done with the frames of a feed's stream. */
export interface FrameHandlers {
  /** Any bytes at all: a sign of life. */
  onBytes(): void;
  onRetry(ms: number): void;
  onEvent(event: FeedEvent): void;
  onCaughtUp(cursor: string): void;
  onGap(cursor: string): void;
}

/**
 * Reads a stream to its end. Frames that this version does not know are passed over; bytes are decoded across pieces.
 *
 * @throws what the body throws when the connection breaks or is given up.
 */
export async function readStream(body: ReadableStream<Uint8Array>, handlers: FrameHandlers): Promise<void> {
  const parser = createParser({
    onRetry: handlers.onRetry,
    onEvent: ({ id, event, data }) => {
      const value = parse(data);
      if (value === null) return;
      if (id !== undefined) handlers.onEvent(value as unknown as FeedEvent);
      else if (event === 'caught-up') handlers.onCaughtUp(String(value.cursor));
      else if (event === 'gap') handlers.onGap(String(value.cursor));
    },
  });
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      handlers.onBytes();
      parser.feed(decoder.decode(value, { stream: true }));
    }
  } finally {
    reader.releaseLock();
  }
}

/** The service writes nothing but JSON objects. What is none was damaged on its way, and is made up for by its seq. */
function parse(data: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
