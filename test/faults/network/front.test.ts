import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  createServer,
  request,
  type ClientRequest,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { inTime, until } from '../rig/waiting.ts';
import { startFront, type Front } from './front.ts';

const LIMIT_MS = 10_000;
/** Long enough for anything to come that is on its way. */
const QUIET_MS = 200;
const MIB = 1024 * 1024;

let apis: Server[];
let front: Front;
/** What the APIs do; each is told its number. */
let answer: (api: number) => RequestListener;

beforeEach(async () => {
  apis = [0, 1].map((api) => createServer((incoming, outgoing) => answer(api)(incoming, outgoing)));
  await Promise.all(apis.map((api) => once(api.listen(0, '127.0.0.1'), 'listening')));
  front = await startFront(apis.map(portOf));
});

afterEach(async () => {
  await front.close();
  for (const api of apis) end(api);
});

test('requests go to each API in its turn, and to the other one while one takes none', async () => {
  answer = (api) => (_incoming, outgoing) => void outgoing.end(`${api}`);
  const turns = async (): Promise<string[]> => [await get(), await get(), await get(), await get()];
  expect((await turns()).toSorted()).toEqual(['0', '0', '1', '1']);
  end(apis[0]!);
  expect(await turns()).toEqual(['1', '1', '1', '1']);
  end(apis[1]!);
  await expect(get()).rejects.toThrow('socket hang up');
});

test('headers and bodies pass as they are, both ways', async () => {
  let headers: string[] = [];
  answer = () => (incoming, outgoing) => {
    headers = incoming.rawHeaders;
    outgoing.writeHead(418, 'Short And Stout', ['X-Twice', 'a', 'X-Twice', 'b', 'Content-Length', `${8 * MIB}`]);
    incoming.pipe(outgoing);
  };
  const body = randomBytes(8 * MIB);
  const response = await post(body, { 'X-Mixed-Case': 'yes', 'Content-Length': body.length });
  expect((await buffer(response)).equals(body)).toBe(true);
  expect(headers).toEqual(expect.arrayContaining(['X-Mixed-Case', 'yes', 'Host', `localhost:${front.port}`]));
  expect([response.statusCode, response.statusMessage]).toEqual([418, 'Short And Stout']);
  expect(response.headersDistinct['x-twice']).toEqual(['a', 'b']);
});

test('who wants to be asked for the body is asked by the API alone', async () => {
  answer = () => (_incoming, outgoing) => void outgoing.end();
  for (const api of apis) api.on('checkContinue', (_incoming, outgoing) => void outgoing.writeHead(413).end());
  const asking = request({
    port: front.port,
    method: 'POST',
    headers: { expect: '100-continue', 'content-length': 5 },
  });
  asking.on('continue', () => expect('asked').toBe('not asked')).flushHeaders();
  const [response] = (await once(asking, 'response')) as [IncomingMessage];
  expect(response.statusCode).toBe(413);
  asking.destroy();
});

test('a stream passes as it comes; a client that leaves takes its request to the API with it', async () => {
  const { atApi, atClient } = startStream();
  await reads(await atClient, 'one ');
  (await atApi).write('two ');
  await reads(await atClient, 'two ');
  (await atClient).destroy();
  await inTime('the API sees it', LIMIT_MS, once(await atApi, 'close'));
});

test('an API that dies takes the connection of its client with it', async () => {
  const { atApi, atClient } = startStream();
  await reads(await atClient, 'one ');
  (await atApi).destroy();
  await expect(text(await atClient)).rejects.toThrow('aborted');
});

test('duplicated: each POST reaches both APIs, whole, and the answer that comes second is given', async () => {
  const bodies: string[] = [];
  const first = Promise.withResolvers<void>();
  answer = (api) => async (incoming, outgoing) => {
    bodies.push((await buffer(incoming)).toString('hex'));
    if (api === 0) await first.promise;
    outgoing.end(`${api}`, first.resolve);
  };
  front.duplicate();
  const body = randomBytes(2 * MIB);
  expect(await text(await post(body))).toBe('0');
  expect(bodies.map((one) => one === body.toString('hex'))).toEqual([true, true]);
  await get();
  expect(bodies.length).toBe(3);
});

test('duplicated: an API that dies over it leaves the answer of the other one', async () => {
  answer = (api) => (_incoming, outgoing) => void (api === 0 ? outgoing.destroy() : outgoing.end('1'));
  front.duplicate();
  expect(await text(await post(Buffer.from('x')))).toBe('1');
});

test('buffered: nothing is seen of a stream until the front is healed, then it goes on as it comes', async () => {
  front.buffer();
  const { atApi, atClient } = startStream();
  (await atApi).write('two ');
  expect(await Promise.race([atClient, delay(QUIET_MS, 'nothing')])).toBe('nothing');
  front.heal();
  await reads(await atClient, 'one two ');
  (await atApi).write('three ');
  await reads(await atClient, 'three ');
});

test('buffered: what ends is passed on, what breaks off is not, and what is very long passes', async () => {
  front.buffer();
  const whole = startStream();
  (await whole.atApi).end('two');
  expect(await text(await whole.atClient)).toBe('one two');
  const broken = startStream();
  (await broken.atApi).destroy();
  await expect(broken.atClient).rejects.toThrow('socket hang up');
  const long = startStream();
  (await long.atApi).write(Buffer.alloc(40 * MIB));
  await long.atClient;
});

test('buffered: a client that leaves takes its request to the API with it', async () => {
  front.buffer();
  const leaving = request({ port: front.port }).on('error', () => {});
  const { atApi } = startStream(leaving);
  await atApi;
  leaving.destroy();
  await inTime('the API sees it', LIMIT_MS, once(await atApi, 'close'));
});

/** An answer that has begun, and does not end by itself: at both its ends. */
function startStream(asking = request({ port: front.port })): {
  atApi: Promise<ServerResponse>;
  atClient: Promise<IncomingMessage>;
} {
  const { promise: atApi, resolve } = Promise.withResolvers<ServerResponse>();
  answer = () => (_incoming, outgoing) => {
    outgoing.write('one ');
    resolve(outgoing.on('error', () => {}));
  };
  const atClient = responseTo(asking.end());
  atClient.catch(() => {}); // whoever waits for it gets the rejection
  return { atApi: inTime('an API answers', LIMIT_MS, atApi), atClient };
}

/** Reads on until these words have come, and no more. */
async function reads(stream: IncomingMessage, words: string): Promise<void> {
  let seen = '';
  const listen = (chunk: Buffer): void => void (seen += chunk.toString());
  stream.on('data', listen).resume();
  await until(`“${words}” comes`, LIMIT_MS, () => seen.length >= words.length);
  stream.pause().off('data', listen);
  expect(seen).toBe(words);
}

async function get(): Promise<string> {
  return text(await responseTo(request({ port: front.port }).end()));
}

function post(body: Buffer, headers: OutgoingHttpHeaders = {}): Promise<IncomingMessage> {
  return responseTo(request({ port: front.port, method: 'POST', headers }).end(body));
}

async function responseTo(asking: ClientRequest): Promise<IncomingMessage> {
  const [response] = (await inTime('an answer comes', LIMIT_MS, once(asking, 'response'))) as [IncomingMessage];
  return response;
}

function end(api: Server): void {
  api.close();
  api.closeAllConnections();
}

function portOf(api: Server): number {
  return (api.address() as AddressInfo).port;
}
