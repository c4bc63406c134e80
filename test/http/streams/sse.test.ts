import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { serveSse, sseFrame, type SseStream } from '../../../src/http/sse.ts';
import { openStream } from './sse-client.ts';

const LONG = { pingMs: 60_000, maxAgeMs: 60_000, stallMs: 60_000 };
const PIECE = sseFrame('log', 'x'.repeat(64 * 1024));

let server: Server | undefined;
const sockets: Socket[] = [];

afterEach(async () => {
  sockets.splice(0).forEach((socket) => socket.destroy());
  server?.closeAllConnections();
  await server?.[Symbol.asyncDispose]();
});

test('a reader that takes nothing is never buffered, and is cut off', async () => {
  const { produced, mostBuffered } = await withStalledReader({ ...LONG, stallMs: 100 }, (stream) =>
    sendForEver(stream),
  );
  // What the two kernels hold, not what was there to be sent.
  expect(await produced).toBeLessThan(32 * 1024 * 1024);
  expect(mostBuffered()).toBeLessThan(256 * 1024);
});

test('a reader that goes on in time gets all of it', async () => {
  const pieces = 200;
  const { socket, produced } = await withStalledReader(LONG, async (stream) => {
    for (let count = 0; count < pieces; count += 1) await stream.send([PIECE]);
    return pieces;
  });
  let received = '';
  socket.setEncoding('utf8').on('data', (text: string) => (received += text));
  socket.resume();
  await once(socket, 'end');
  expect(await produced).toBe(pieces);
  expect(received.match(/event: log/g)).toHaveLength(pieces);
});

test('a sign of life comes now and then', async () => {
  const url = await serve((res) => serveSse(res, never(), untilAborted, { ...LONG, pingMs: 10 }));
  const client = await openStream(url);
  const ping = await client.until(({ event }) => event === 'ping');
  expect(ping.data).toEqual({ at: expect.stringMatching(/Z$/) });
  expect(client.frames.some(({ comment }) => comment === 'ping')).toBe(true);
  client.close();
});

test('a stream ends by itself when it is old, and says when to come back', async () => {
  const url = await serve((res) => serveSse(res, never(), untilAborted, { ...LONG, maxAgeMs: 10 }));
  const client = await openStream(url);
  await client.closed;
  expect(client.frames.map(({ retry }) => Number(retry) >= 1_000)).toEqual([true, true]);
});

test('one whose maker fails is closed in such a way that the client comes back', async () => {
  const failures: unknown[] = [];
  const url = await serve((res) =>
    serveSse(res, never(), () => Promise.reject(new Error('no rows')), LONG).catch((error: unknown) =>
      failures.push(error),
    ),
  );
  const client = await openStream(url);
  await client.closed;
  expect(client.frames.at(-1)?.retry).toBeDefined();
  expect(failures).toHaveLength(1);
});

/** A client that asks for the stream and reads not a byte of it. */
async function withStalledReader<T>(timings: typeof LONG, produce: (stream: SseStream) => Promise<T>) {
  let most = 0;
  const produced = Promise.withResolvers<T>();
  const url = await serve(async (res) => {
    const write = res.write.bind(res) as (text: string) => boolean;
    res.write = ((text: string) => {
      const goesOn = write(text);
      most = Math.max(most, res.writableLength);
      return goesOn;
    }) as typeof res.write;
    await serveSse(res, never(), async (stream) => produced.resolve(await produce(stream)), timings);
  });
  const socket = connect(Number(new URL(url).port), '127.0.0.1').pause();
  sockets.push(socket);
  socket.on('error', () => {}).write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  return { socket, produced: produced.promise, mostBuffered: () => most };
}

/** @returns the characters that were taken. */
async function sendForEver(stream: SseStream): Promise<number> {
  let sent = 0;
  while (!stream.signal.aborted) {
    await stream.send([PIECE]);
    sent += PIECE.length;
  }
  return sent;
}

async function untilAborted({ signal }: SseStream): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}

function never(): AbortSignal {
  return new AbortController().signal;
}

async function serve(answer: (res: ServerResponse) => Promise<unknown>): Promise<string> {
  server = createServer((_req, res) => void answer(res)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
