import { randomInt } from 'node:crypto';
import type { Socket } from 'node:net';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

/** How the network is just now, for every connection. Read again for every piece, so that a change shows at once. */
export interface Conditions {
  delayMs: number;
  /** Of each connection, each way. */
  bytesPerSecond: number;
  isSliced: boolean;
}

export const FAIR: Conditions = { delayMs: 0, bytesPerSecond: Infinity, isSliced: false };

/** Sees all that comes, in order. What it yields goes on; nothing that comes later does while it waits. */
export type Gate = (chunk: Buffer) => AsyncIterable<Buffer> | Iterable<Buffer>;

export interface LaneOptions {
  from: Socket;
  to: Socket;
  gate: Gate;
  conditions: () => Conditions;
  /** Bytes are lost from now on, and so is the end. */
  isMute: () => boolean;
}

/** As much as a connection keeps of what has come and not gone on, each way; then its source has to wait. */
const MAX_WAITING_BYTES = 256 * 1024;
/** The head of what comes is cut this small, where messages begin; a long body is cut less, or a MiB took seconds. */
const MAX_SLICE_BYTES = 4;
const SLICED_HEAD_BYTES = 512;
const MAX_BODY_SLICE_BYTES = 1024;
/** Waits are made of steps of at most this, so that none outlives its connection or its reason by more. */
const STEP_MS = 50;

/** One direction of a connection: what comes in at one end goes out at the other, in order, and then the end does. */
export async function carry({ from, to, gate, conditions, isMute }: LaneOptions): Promise<void> {
  for await (const { chunk, cameAt } of arrivals(from, isMute)) {
    await untilTime(() => cameAt + conditions().delayMs);
    for await (const part of gate(chunk)) await passOn(part);
  }
  if (!isMute()) to.end();

  async function passOn(part: Buffer): Promise<void> {
    for (let at = 0; at < part.length && !isMute() && to.writable;) {
      const piece = part.subarray(at, at + pieceBytes(conditions(), at));
      at += piece.length;
      await new Promise<void>((resolve) => to.write(piece, () => resolve())); // also called when it is destroyed
      if (conditions().isSliced) await nextTurn(); // or the reader would find them joined
      const sentAt = performance.now();
      await untilTime(() => sentAt + (piece.length / conditions().bytesPerSecond) * 1000);
    }
  }

  async function untilTime(time: () => number): Promise<void> {
    while (!to.destroyed) {
      const leftMs = time() - performance.now();
      if (leftMs <= 0) return;
      await sleep(Math.min(leftMs, STEP_MS));
    }
  }
}

function pieceBytes({ isSliced, bytesPerSecond }: Conditions, at: number): number {
  if (isSliced) return randomInt(1, 1 + (at < SLICED_HEAD_BYTES ? MAX_SLICE_BYTES : MAX_BODY_SLICE_BYTES));
  return Math.max(1, Math.floor((bytesPerSecond * STEP_MS) / 1000));
}

/**
 * What comes, with the time of its coming, until the end. A socket is read ahead of whoever takes from here, as far as
 * there is room: an end is seen at once even while what came before it is being held.
 */
async function* arrivals(from: Socket, isMute: () => boolean): AsyncGenerator<{ chunk: Buffer; cameAt: number }> {
  const waiting: { chunk: Buffer; cameAt: number }[] = [];
  let waitingBytes = 0;
  let news = Promise.withResolvers<void>();
  from.on('data', (chunk: Buffer) => {
    if (isMute()) return;
    waiting.push({ chunk, cameAt: performance.now() });
    waitingBytes += chunk.length;
    if (waitingBytes >= MAX_WAITING_BYTES) from.pause();
    news.resolve();
  });
  from.once('end', () => news.resolve()).once('close', () => news.resolve());
  for (;;) {
    const next = waiting.shift();
    if (next) {
      yield next;
      waitingBytes -= next.chunk.length;
      if (waitingBytes < MAX_WAITING_BYTES) from.resume();
    } else if (from.readableEnded || from.destroyed) {
      return;
    } else {
      await news.promise;
      news = Promise.withResolvers();
    }
  }
}
