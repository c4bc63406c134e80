import type { ServerResponse } from 'node:http';
import { abortAfter } from './streams/abort-after.ts';

/**
 * Server-Sent Events on one response (WHATWG HTML, section 9.2). What is sent is never queued here: `send` resolves when
 * the socket takes more, and the caller reads on from the table only then, so a slow reader costs no memory.
 */
export interface SseStream {
  /** Aborted when the stream is to end: the client is gone, the process stops, or the stream is old enough. */
  readonly signal: AbortSignal;
  /** Writes whole frames in order; resolves when more may be sent, also when there is nobody left to send to. */
  send(frames: string[]): Promise<void>;
}

interface SseTimings {
  /** Between two signs of life; each is moved by up to a fifth, so that streams do not beat together. */
  pingMs: number;
  /** After which a stream ends by itself, likewise moved: clients come back, and load spreads anew. */
  maxAgeMs: number;
  /** How long a reader may take nothing at all before it is cut off. */
  stallMs: number;
}

const TIMINGS: SseTimings = { pingMs: 15_000, maxAgeMs: 15 * 60_000, stallMs: 30_000 };
/** How long a client waits before it reconnects, at random, so that a restart does not bring all of them back at once. */
const RETRY_MS = { least: 2_000, most: 5_000 };
const STOPPING_RETRY_MS = { least: 1_000, most: 5_000 };
/** What is still to be flushed when the process stops gets this long. */
const STOPPING_FLUSH_MS = 1_000;
/** Frames are handed to the socket in pieces of about this size. */
const WRITE_CHARS = 32 * 1024;

const HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store, no-transform',
  'X-Accel-Buffering': 'no', // nginx holds a response back otherwise
  Connection: 'close', // a kept-alive socket would keep a stopping server open
};

/** The headers of a stream, for the answer to a HEAD request as well. */
export function setSseHeaders(res: ServerResponse): void {
  for (const [name, value] of Object.entries(HEADERS)) res.setHeader(name, value);
}

/**
 * Opens a stream, has `produce` fill it and closes it. Resolves when `produce` has returned.
 *
 * @throws what `produce` throws; the stream is closed in such a way that the client comes back.
 */
export async function serveSse(
  res: ServerResponse,
  stopping: AbortSignal,
  produce: (stream: SseStream) => Promise<void>,
  timings: SseTimings = TIMINGS,
): Promise<void> {
  const life = abortAfter(jitter(timings.maxAgeMs), stopping);
  res.on('close', life.abort).on('error', life.abort); // without a listener an error of the socket would end the process
  if (res.destroyed) life.abort(); // gone already: no 'close' would follow
  setSseHeaders(res);
  res.socket?.setNoDelay(true);
  res.flushHeaders();
  const stopPings = startPings(res, timings.pingMs);
  let retryMs: number | null = randomBetween(STOPPING_RETRY_MS);
  try {
    const stream = {
      signal: life.signal,
      send: (frames: string[]) => sendFrames(res, life.signal, frames, timings.stallMs),
    };
    await stream.send([`retry: ${randomBetween(RETRY_MS)}\n\n`]);
    await produce(stream);
    if (!life.signal.aborted) retryMs = null;
  } finally {
    stopPings();
    life.dispose();
    close(res, retryMs, stopping.aborted ? STOPPING_FLUSH_MS : timings.stallMs);
  }
}

/**
 * A frame. `event` and `id` are the service's own words, never a caller's text; JSON has no raw line break, so `data` is
 * one line.
 */
export function sseFrame(event: string, data: unknown, id?: string): string {
  const idLine = id === undefined ? '' : `id: ${id}\n`;
  return `${idLine}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

async function sendFrames(res: ServerResponse, signal: AbortSignal, frames: string[], stallMs: number): Promise<void> {
  for (const piece of inPieces(frames)) {
    if (signal.aborted || res.destroyed) return;
    if (!res.write(piece)) await drained(res, signal, stallMs);
  }
}

function* inPieces(frames: string[]): Generator<string> {
  let piece = '';
  for (const frame of frames) {
    piece += frame;
    if (piece.length < WRITE_CHARS) continue;
    yield piece;
    piece = '';
  }
  if (piece) yield piece;
}

/** Until the socket has taken all of it, or there is no point in waiting: a wait for `drain` alone could last for ever. */
function drained(res: ServerResponse, signal: AbortSignal, stallMs: number): Promise<void> {
  return new Promise((resolve) => {
    const stall = setTimeout(() => res.destroy(), stallMs);
    const done = (): void => {
      clearTimeout(stall);
      res.off('drain', done).off('close', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    res.on('drain', done).on('close', done);
    signal.addEventListener('abort', done);
  });
}

/** Keeps proxies from closing a silent connection, and tells a client that the silence is one of events. */
function startPings(res: ServerResponse, pingMs: number): () => void {
  let timer: NodeJS.Timeout;
  const schedule = (): void => {
    timer = setTimeout(() => {
      // A reader that lags has more than enough to read already.
      if (!res.writableNeedDrain && !res.destroyed) res.write(`: ping\n\n${sseFrame('ping', { at: new Date() })}`);
      schedule();
    }, jitter(pingMs));
  };
  schedule();
  return () => clearTimeout(timer);
}

function close(res: ServerResponse, retryMs: number | null, flushMs: number): void {
  if (res.destroyed) return;
  const cut = setTimeout(() => res.destroy(), flushMs);
  res.once('close', () => clearTimeout(cut));
  res.end(retryMs === null ? '' : `retry: ${retryMs}\n\n`);
}

function jitter(ms: number): number {
  return ms * (0.8 + Math.random() * 0.4);
}

function randomBetween({ least, most }: { least: number; most: number }): number {
  return Math.round(least + Math.random() * (most - least));
}
