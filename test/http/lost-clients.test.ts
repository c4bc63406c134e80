import { once } from 'node:events';
import type { Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { untilDisconnected } from '../../src/http/disconnect.ts';
import { serveSse } from '../../src/http/sse.ts';
import { streamHub } from '../../src/http/streams/stream-hub.ts';
import { startApi, type TestApi } from '../helpers/api.ts';
import { call, createdJob } from './calls.ts';
import { openSocket } from './raw-socket.ts';
import { isEvent, openStream } from './streams/sse-client.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

test.each(['CONNECT example.com:80 HTTP/1.1\r\nHost: localhost\r\n\r\n', 'no HTTP at all\r\n\r\n'])(
  'a client that resets its connection after %j does not end the process',
  async (request) => {
    const event = request.startsWith('CONNECT') ? 'connect' : 'clientError';
    for (let count = 0; count < 20; count += 1) {
      const heard = once(api.server, event);
      const socket = await openSocket(api);
      socket.write(request, () => socket.resetAndDestroy());
      const accepted = (await heard)[1] as Socket;
      // Without a listener the error would be one of the process.
      expect(accepted.listenerCount('error')).toBeGreaterThan(0);
      if (!accepted.closed) await once(accepted, 'close');
    }
    expect((await call(api, 'GET', '/livez')).status).toBe(200);
  },
);

test('streams that are asked for and left at once come to an end', async () => {
  const { id } = await createdJob(api);
  const path = `/api/jobs/${id}/events`;
  for (let count = 0; count < 40; count += 1) {
    const asked = once(api.server, 'request');
    const socket = await openSocket(api);
    socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n`);
    await asked;
    socket.resetAndDestroy();
  }
  // One that is answered comes after all of them.
  const last = await openStream(api.url + path);
  await last.until(isEvent('caught-up'));
  last.close();
  const hub = streamHub(api.context);
  while (hub.openStreams > 0) await new Promise((resolve) => setImmediate(resolve));
});

test('a client that is gone before it is looked after is not waited for', async () => {
  api.server.removeAllListeners('request');
  const asked = once(api.server, 'request');
  const socket = await openSocket(api);
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  const [, res] = await asked;
  socket.destroy();
  await once(res, 'close');
  expect(untilDisconnected(res).aborted).toBe(true);
  await serveSse(res, new AbortController().signal, async ({ signal }) => expect(signal.aborted).toBe(true));
});
