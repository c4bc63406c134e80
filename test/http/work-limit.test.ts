import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { leaveWork, limitWork, resumeWork, type WorkLimits } from '../../src/http/work-limit.ts';
import { expectProblem } from './calls.ts';

/** Nothing is late. */
const PATIENT: WorkLimits = { atWork: 2, atLeast: 2, ageMs: 1_000_000, open: 100 };

let server: Server;
let held: ServerResponse[];
/** How many were refused, as the process is told. */
let told: Promise<number>;

afterEach(async () => {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
});

test('beyond those at work requests are refused; one that ends, is answered, or only waits from now on, makes room', async () => {
  const url = await start(PATIENT);
  const [first, second] = [await hold(url), await hold(url)];
  await expectRefused(url);

  leaveWork(first);
  leaveWork(first); // it has left before
  const third = await hold(url);
  await expectRefused(url);

  second.destroy();
  await once(second, 'close');
  const fourth = await hold(url);
  await expectRefused(url);

  third.write('an answer that is long in coming');
  await hold(url);
  await expectRefused(url);

  fourth.end();
  await once(fourth, 'close');
  resumeWork(first);
  resumeWork(first); // it is back already
  await expectRefused(url);
});

test('many are let in as long as the work goes on; when it does not, no more than a few', async () => {
  const url = await start({ atWork: 100, atLeast: 2, ageMs: 0, open: 100 });
  const [first, second] = [await hold(url), await hold(url)];
  await expectRefused(url);
  leaveWork(first);
  resumeWork(first); // it is the youngest now
  await expectRefused(url);
  second.destroy();
  await once(second, 'close');
  await hold(url);
});

test('those that only wait have a limit, too', async () => {
  const url = await start({ ...PATIENT, open: 3 });
  leaveWork(await hold(url));
  leaveWork(await hold(url));
  leaveWork(await hold(url));
  await expectRefused(url);
  expect(await told).toBe(1);
});

test('a refusal is heard by a client that is still sending, and one that waits to be asked is not waited for', async () => {
  const url = await start(PATIENT);
  await hold(url);
  await hold(url);
  const body = Buffer.alloc(1024 * 1024, 'x');
  const answer = await fetch(url, { method: 'POST', body });
  expect(answer.status).toBe(503);
  expect(answer.headers.get('connection')).toBe('keep-alive');

  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n');
  expect(await textOf(socket)).toMatch(/^HTTP\/1\.1 503 [^]*connection: close/i);
});

test.each(['/livez', '/readyz?now', '/metrics'])('%s is answered however much there is to do', async (path) => {
  const url = await start({ ...PATIENT, open: 2 });
  await hold(url);
  await hold(url);
  await expectRefused(url);
  (await hold(url, path)).end();
});

/** A service that answers nothing by itself. */
async function start(limits: WorkLimits): Promise<string> {
  held = [];
  const { promise, resolve } = Promise.withResolvers<number>();
  told = promise;
  const isLetIn = limitWork(limits, resolve);
  const handle = (req: Parameters<typeof isLetIn>[0], res: ServerResponse): void => {
    if (!isLetIn(req, res)) return;
    held.push(res);
    server.emit('held');
  };
  server = createServer(handle).on('checkContinue', handle).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A request that is let in. */
async function hold(url: string, path = ''): Promise<ServerResponse> {
  const count = held.length;
  fetch(url + path).catch(() => {}); // its end is the service's
  while (held.length === count) await once(server, 'held');
  return held[count]!;
}

async function expectRefused(url: string): Promise<void> {
  const count = held.length;
  const answer = await fetch(url);
  expect(answer).toMatchObject({ status: 503 });
  expect(answer.headers.get('retry-after')).toBe('1');
  expectProblem({ status: answer.status, headers: answer.headers, json: await answer.json() });
  expect(held).toHaveLength(count);
}

async function textOf(socket: Socket): Promise<string> {
  let text = '';
  socket.setEncoding('utf8').on('data', (part: string) => (text += part));
  await once(socket, 'close');
  return text;
}
