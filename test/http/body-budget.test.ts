import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startApi, type TestApi } from '../helpers/api.ts';
import { call, PDF_JOB } from './calls.ts';
import { openSocket } from './raw-socket.ts';

/** What a process works on at a time, in bodies of the largest size. */
const LARGE_BODIES = 8;

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

test.each([`Content-Length: ${8 * 1024 * 1024}`, 'Transfer-Encoding: chunked'])(
  'bodies on their way have a budget (%s): beyond it is 503, and what ends is given back',
  async (length) => {
    const begun = await Promise.all(Array.from({ length: LARGE_BODIES }, () => beginBody(length)));
    const refused = await call(api, 'POST', '/api/jobs', { body: PDF_JOB });
    expect(refused).toMatchObject({ status: 503, json: { code: 'unavailable' } });
    expect(refused.headers.get('retry-after')).toBe('1');
    expect((await call(api, 'GET', '/api/jobs')).status).toBe(200);

    const [{ socket, response }] = begun as [Begun];
    socket.destroy();
    await once(response, 'close');
    expect((await call(api, 'POST', '/api/jobs', { body: PDF_JOB })).status).toBe(202);
    await Promise.all(
      begun.slice(1).map(async (other) => {
        other.socket.destroy();
        await once(other.response, 'close');
      }),
    );
  },
);

test('a body that is too large for anyone takes nothing of the budget', async () => {
  for (let count = 0; count < LARGE_BODIES + 2; count += 1) {
    const answer = await call(api, 'POST', '/api/jobs', { body: Buffer.alloc(9 * 1024 * 1024, 'x') });
    expect(answer).toMatchObject({ status: 413, json: { code: 'payload-too-large' } });
  }
});

interface Begun {
  socket: Socket;
  response: ServerResponse;
}

/** Resolves when the service has heard of the request, whose body never ends. */
async function beginBody(length: string): Promise<Begun> {
  const heard = new Promise<ServerResponse>((resolve) => {
    const look = (req: { socket: Socket }, res: ServerResponse): void => {
      if (req.socket.remotePort !== socket.localPort) return;
      api.server.off('request', look);
      resolve(res);
    };
    api.server.on('request', look);
  });
  const socket = await openSocket(api);
  socket.write(`POST /api/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${length}\r\n\r\n`);
  return { socket, response: await heard };
}
