import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { uploadBody } from '../../../src/http/upload-body.ts';

/** How a body is waited for. The server is a real one, with a client that does as the test says. */

const STALL_MS = 300;
const PIECE = Buffer.alloc(70_000);

let server: Server;
beforeEach(async () => {
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
});

async function exchange() {
  const sent = request({ port: (server.address() as AddressInfo).port, method: 'POST', agent: false });
  sent.on('error', () => {});
  sent.flushHeaders();
  const [received] = (await once(server, 'request')) as [IncomingMessage];
  return { sent, body: uploadBody(received, { limitBytes: 1_000_000, stallMs: STALL_MS }) };
}

test('a client that says nothing more is given up', async () => {
  const { sent, body } = await exchange();
  sent.write(PIECE);
  const begin = performance.now();
  await expect(Array.fromAsync(body)).rejects.toMatchObject({ code: 'request-timeout' });
  expect(performance.now() - begin).toBeLessThan(STALL_MS * 5);
});

test('so is one that sends a byte now and then', async () => {
  const { sent, body } = await exchange();
  const drip = setInterval(() => sent.write('a'), STALL_MS / 10);
  await expect(Array.fromAsync(body)).rejects.toMatchObject({ code: 'request-timeout' });
  clearInterval(drip);
});

test('not one that goes on, nor one that waits for us', async () => {
  const { sent, body } = await exchange();
  let bytes = 0;
  let rounds = 0;
  sent.write(PIECE);
  for await (const piece of body) {
    bytes += piece.length;
    if (bytes < PIECE.length * (rounds + 1)) continue;
    rounds += 1;
    // Twice as long as a client may take, of which we take most.
    await new Promise((resolve) => setTimeout(resolve, STALL_MS * 2));
    if (rounds < 3) sent.write(PIECE);
    else sent.end();
  }
  expect([bytes, rounds]).toEqual([3 * PIECE.length, 3]);
});

test('one that goes away has ended too early', async () => {
  const { sent, body } = await exchange();
  sent.write(PIECE);
  await body.next();
  sent.destroy();
  await expect(Array.fromAsync(body)).rejects.toMatchObject({ code: 'invalid-parameter' });
});
