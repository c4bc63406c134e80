import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';

const PIECE_BYTES = 64 * 1024;

/**
 * The file that a producer writes into `sink`, while it writes. The first failure of either side, or of `signal`, stops
 * both; a reader that ends early stops the producer through the signal that the producer is given.
 */
export async function* piecesWhileProducing(
  produce: (sink: PassThrough, signal: AbortSignal) => Promise<void>,
  outerSignal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const ended = new AbortController();
  const signal = AbortSignal.any([outerSignal, ended.signal]);
  const sink = new PassThrough();
  // The reader sees the errors of the sink; between two reads nobody listens, and they would end the process.
  sink.on('error', () => undefined);
  const aborted = abortionOf(signal);
  const produced = Promise.race([produce(sink, signal), aborted]);
  produced.catch((error: unknown) => sink.destroy(asError(error)));
  try {
    yield* sink as AsyncIterable<Uint8Array>;
    await produced;
  } finally {
    ended.abort(new Error('the file is not read any more'));
  }
}

/** A file that a library made in memory, in pieces. */
export function* piecesOf(bytes: Uint8Array): Generator<Uint8Array> {
  // A copy of each piece: a view would take the whole file with it into another thread, again and again.
  for (let start = 0; start < bytes.length; start += PIECE_BYTES) yield bytes.slice(start, start + PIECE_BYTES);
}

/** Waits until the sink takes more, if it is full: what a library that ignores back-pressure needs between its steps. */
export async function roomIn(sink: PassThrough, signal: AbortSignal): Promise<void> {
  await breathe(signal);
  if (sink.writableNeedDrain) await once(sink, 'drain', { signal });
}

/** Lets everything else in the process run (heartbeats, the abort itself), then goes on unless aborted. */
export async function breathe(signal: AbortSignal): Promise<void> {
  await setImmediate();
  signal.throwIfAborted();
}

function abortionOf(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const stop = () => reject(asError(signal.reason));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('stopped', { cause: reason });
}
