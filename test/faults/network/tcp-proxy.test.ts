import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { inTime, until } from '../rig/waiting.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

const LIMIT_MS = 10_000;
/** Long enough for anything to come that is on its way. */
const QUIET_MS = 200;
const MIB = 1024 * 1024;

/** One end of a connection. */
interface End {
  socket: Socket;
  text: string;
  bytes: number;
  /** How it ended: an error's code, or `end`. */
  ended: Promise<string>;
}

let echo: Echo;
let proxy: TcpProxy;
const sockets: Socket[] = [];

beforeEach(async () => {
  echo = await startEcho();
  proxy = await startTcpProxy(echo.port);
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await Promise.all([proxy.close(), echo.close()]);
});

test('bytes pass both ways as they are, and the ends after them', async () => {
  const { socket } = dial();
  const sent = randomBytes(8 * MIB);
  socket.end(sent);
  expect((await inTime('all of it is back', LIMIT_MS, buffer(socket))).equals(sent)).toBe(true);
  await until('the connection is gone', LIMIT_MS, () => proxy.connections() === 0);
});

test('cut: both ends are reset; new connections are fine', async () => {
  const client = await open();
  proxy.cut();
  expect(await endsOf(client, echo.ends[0]!)).toEqual(['ECONNRESET', 'ECONNRESET']);
  await open();
});

test('cut: also where nobody reads and all buffers are full', async () => {
  const client = await open();
  client.socket.pause();
  client.socket.write(Buffer.alloc(64 * MIB));
  await delay(QUIET_MS);
  proxy.cut();
  expect(await endsOf(echo.ends[0]!)).toEqual(['ECONNRESET']);
});

test('refused: what there is is reset, and each new connection, until it is healed', async () => {
  const client = await open();
  proxy.refuse();
  expect(await endsOf(client, dial(), dial())).toEqual(['ECONNRESET', 'ECONNRESET', 'ECONNRESET']);
  proxy.heal();
  await open();
});

test('silence: nothing passes, not even an end, and nothing is closed; healing resets what was mute', async () => {
  const old = await open();
  const leaving = await open();
  proxy.silence();
  const fresh = dial();
  for (const { socket } of [old, fresh, echo.ends[0]!]) socket.write('lost');
  leaving.socket.end('lost');
  await delay(QUIET_MS);
  expect([old, fresh, ...echo.ends].map(({ text }) => text)).toEqual(['', '', '', '']);
  expect(echo.ends.map(({ socket }) => socket.readableEnded)).toEqual([false, false]);
  expect(proxy.connections()).toBe(3);
  proxy.heal();
  expect(await endsOf(old, fresh, ...echo.ends)).toEqual(Array(4).fill('ECONNRESET'));
  await open();
});

test('silence of one connection is for good', async () => {
  const mute = await open();
  const chosen: unknown[] = [];
  expect(proxy.silenceWhere((connection) => chosen.push(connection) === 1)).toBe(1);
  const other = await open();
  proxy.heal();
  mute.socket.write('lost');
  await ask(other, 'heard');
  await delay(QUIET_MS);
  expect([mute.text, mute.socket.closed, echo.ends[0]!.text]).toEqual(['', false, '']);
});

test('delayed: everything comes so much later, in order, and is not slowed down beyond that', async () => {
  const client = await open();
  proxy.delay(150);
  const began = performance.now();
  for (let no = 0; no < 40; no += 1) {
    client.socket.write(`${no} `);
    await delay(5); // so that each is a chunk of its own
  }
  const sent = Array.from({ length: 40 }, (_, no) => `${no} `).join('');
  await until('all of it is back', LIMIT_MS, () => client.text === sent);
  const tookMs = performance.now() - began;
  expect(tookMs).toBeGreaterThan(2 * 150);
  expect(tookMs).toBeLessThan(40 * 150);
});

test('throttled: so many bytes a second pass, and the source has to wait', async () => {
  const client = await open();
  const server = echo.ends[0]!;
  server.bytes = 0;
  proxy.throttle(64 * 1024);
  const began = performance.now();
  let takenBytes = 0;
  for (let no = 0; no < 64; no += 1) client.socket.write(Buffer.alloc(MIB), () => (takenBytes += MIB));
  await until('64 KiB are there', LIMIT_MS, () => server.bytes >= 64 * 1024);
  expect(performance.now() - began).toBeGreaterThan(900);
  expect(takenBytes).toBeLessThan(32 * MIB); // the kernel's buffers, and a little of ours
  proxy.heal();
  await until('all of it is there', LIMIT_MS, () => server.bytes === 64 * MIB);
});

test('sliced: everything comes in segments of a few bytes', async () => {
  const { socket } = await open();
  const sizes: number[] = [];
  echo.ends[0]!.socket.on('data', (chunk: Buffer) => sizes.push(chunk.length));
  proxy.slice();
  const sent = randomBytes(4_000);
  socket.end(sent);
  expect((await buffer(socket)).equals(sent)).toBe(true);
  expect(sizes.length).toBeGreaterThan(40); // who reads slowly finds some of them joined
});

test('aimed elsewhere: connections that there are stay, new ones go there', async () => {
  const old = await open();
  const other = await startEcho();
  proxy.aim(other.port);
  await open();
  expect([echo.ends.length, other.ends.length]).toEqual([1, 1]);
  await ask(old, 'still here');
  await other.close();
});

test('a server that is not there shows as a reset', async () => {
  await echo.close();
  expect(await endsOf(dial())).toEqual(['ECONNRESET']);
});

function dial(): End {
  return watch(connect({ port: proxy.port, host: '127.0.0.1' }));
}

/** A connection that has been used. */
async function open(): Promise<End> {
  const client = dial();
  await ask(client, 'hello');
  return client;
}

/** Waits for what was said to come back; both ends forget it then. */
async function ask(client: End, words: string): Promise<void> {
  client.socket.write(words);
  await until(`“${words}” is back`, LIMIT_MS, () => client.text === words);
  for (const end of [client, ...echo.ends]) end.text = '';
}

function endsOf(...ends: End[]): Promise<string[]> {
  return inTime('the connections end', LIMIT_MS, Promise.all(ends.map((end) => end.ended)));
}

function watch(socket: Socket): End {
  sockets.push(socket);
  const { promise: ended, resolve } = Promise.withResolvers<string>();
  const end: End = { socket, text: '', bytes: 0, ended };
  socket.on('data', (chunk: Buffer) => {
    end.bytes += chunk.length;
    if (chunk.length < 1_000) end.text += chunk.toString();
  });
  socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  socket.on('close', () => resolve('end'));
  return end;
}

interface Echo {
  port: number;
  ends: End[];
  close(): Promise<void>;
}

async function startEcho(): Promise<Echo> {
  const ends: End[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    ends.push(watch(socket));
    socket.pipe(socket);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    ends,
    async close() {
      if (!server.listening) return;
      server.close();
      for (const { socket } of ends) socket.destroy();
      await once(server, 'close');
    },
  };
}
