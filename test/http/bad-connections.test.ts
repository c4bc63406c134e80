import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startApi, type TestApi } from '../helpers/api.ts';
import { call, expectProblem, PDF_JOB } from './calls.ts';
import { openSocket, parseAnswer, readToEnd, sendRaw } from './raw-socket.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const body = JSON.stringify(PDF_JOB);
const post = (...headers: string[]): string => ['POST /api/jobs HTTP/1.1', ...headers, '', ''].join('\r\n');
const HOST = 'Host: localhost';
const TYPE = 'Content-Type: application/json';
const LENGTH = `Content-Length: ${body.length}`;

async function expectRefused(request: string | Buffer, status: number, code: string): Promise<void> {
  const answer = parseAnswer(await sendRaw(api, request));
  expect([answer.status, answer.json.code]).toEqual([status, code]);
  expectProblem(answer);
  expect(answer.headers.get('connection')).toBe('close');
  expect((await call(api, 'GET', '/api/jobs')).json).toEqual({ items: [] });
}

describe('what is no request is answered with a problem document, and its connection closed', () => {
  test.each<[string, string, number, string]>([
    ['no HTTP at all', 'hello\r\n\r\n', 400, 'invalid-parameter'],
    ['an unknown method', `BREW /api/jobs HTTP/1.1\r\n${HOST}\r\n\r\n`, 400, 'invalid-parameter'],
    ['HTTP/2 in the clear', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400, 'invalid-parameter'],
    ['CONNECT', `CONNECT example.com:80 HTTP/1.1\r\n${HOST}\r\n\r\n`, 405, 'method-not-allowed'],
    [
      'length and chunks',
      `${post(HOST, TYPE, LENGTH, 'Transfer-Encoding: chunked')}0\r\n\r\n`,
      400,
      'invalid-parameter',
    ],
    ['two lengths', post(HOST, TYPE, 'Content-Length: 5', 'Content-Length: 6'), 400, 'invalid-parameter'],
    ['a negative length', post(HOST, TYPE, 'Content-Length: -1'), 400, 'invalid-parameter'],
    ['a length with a sign', post(HOST, TYPE, 'Content-Length: +5'), 400, 'invalid-parameter'],
    ['a length that is a list', post(HOST, TYPE, 'Content-Length: 5, 5'), 400, 'invalid-parameter'],
    ['an unknown coding', post(HOST, TYPE, 'Transfer-Encoding: xchunked'), 400, 'invalid-parameter'],
    ['two codings', `${post(HOST, TYPE, 'Transfer-Encoding: gzip, chunked')}0\r\n\r\n`, 400, 'invalid-parameter'],
    ['no host', post(TYPE, LENGTH) + body, 400, 'invalid-parameter'],
    ['two hosts', post(HOST, 'Host: localhost', TYPE, LENGTH) + body, 400, 'invalid-parameter'],
    ['a host that is none', post('Host: a:b:c', TYPE, LENGTH) + body, 400, 'invalid-parameter'],
    ['a long host', post(`Host: ${'x'.repeat(1_024)}`, TYPE, LENGTH) + body, 400, 'invalid-parameter'],
    ['an address with a scheme', `GET http://localhost/api/jobs HTTP/1.1\r\n${HOST}\r\n\r\n`, 400, 'invalid-parameter'],
    [
      'headers of 20 KB',
      `GET /livez HTTP/1.1\r\n${HOST}\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
      'headers-too-large',
    ],
    ['3,000 headers', `GET /livez HTTP/1.1\r\n${HOST}\r\n${'X-A: b\r\n'.repeat(3_000)}\r\n`, 431, 'headers-too-large'],
  ])('%s', (_name, request, status, code) => expectRefused(request, status, code));
});

describe('bodies on their way', () => {
  test('a body over its limit is refused with an answer that arrives, also when its length is not told', async () => {
    const large = Buffer.alloc(9 * 1024 * 1024, 'x');
    expect(await call(api, 'POST', '/api/jobs', { body: large })).toMatchObject({
      status: 413,
      json: { code: 'payload-too-large' },
    });
    const chunk = `${(1024 * 1024).toString(16)}\r\n${'x'.repeat(1024 * 1024)}\r\n`;
    await expectRefusedOnce(`${post(HOST, TYPE, 'Transfer-Encoding: chunked')}${chunk.repeat(9)}0\r\n\r\n`);
  });

  async function expectRefusedOnce(request: string): Promise<void> {
    const socket = await openSocket(api);
    socket.write(request);
    const [first] = await new Promise<Buffer[]>((resolve) => socket.once('data', (data: Buffer) => resolve([data])));
    socket.destroy();
    expect(first!.toString()).toMatch(/^HTTP\/1.1 413 /);
  }

  test('a length beyond everything is refused at once, and the connection closed', async () => {
    const answer = parseAnswer(await sendRaw(api, post(HOST, TYPE, 'Content-Length: 100000000')));
    expect([answer.status, answer.headers.get('connection')]).toEqual([413, 'close']);
  });

  test('a client that goes away in the middle leaves nothing behind', async () => {
    const socket = await openSocket(api);
    socket.write(post(HOST, TYPE, LENGTH) + body.slice(0, 10));
    socket.destroy();
    const half = await openSocket(api);
    half.end(post(HOST, TYPE, LENGTH) + body.slice(0, 10));
    await readToEnd(half);
    expect((await call(api, 'GET', '/api/jobs')).json).toEqual({ items: [] });
    expect(api.logLines.some((line) => line.includes('http.surprise'))).toBe(false);
  });

  test('a hundred requests in one write are answered in order', async () => {
    const request = `GET /livez HTTP/1.1\r\n${HOST}\r\n\r\n`;
    const last = `GET /nothing HTTP/1.1\r\n${HOST}\r\nConnection: close\r\n\r\n`;
    const text = await sendRaw(api, request.repeat(99) + last);
    expect(text.match(/HTTP\/1.1 200 OK/g)).toHaveLength(99);
    expect(text.lastIndexOf('HTTP/1.1 404')).toBeGreaterThan(text.lastIndexOf('HTTP/1.1 200'));
  });

  test('an unknown expectation is passed over', async () => {
    const text = await sendRaw(api, `GET /livez HTTP/1.1\r\n${HOST}\r\nExpect: miracles\r\nConnection: close\r\n\r\n`);
    expect(parseAnswer(text).status).toBe(200);
  });
});

test('whoever says nothing, or says it slowly, is not waited for', async () => {
  expect(api.server).toMatchObject({
    headersTimeout: 10_000,
    requestTimeout: 30_000,
    keepAliveTimeout: 65_000,
    maxConnections: 8_000,
  });
  Object.assign(api.server, { headersTimeout: 500, requestTimeout: 1_000 });
  for (const beginning of ['', 'GET /livez HT', post(HOST, TYPE, LENGTH) + body.slice(0, 10)]) {
    const answer = parseAnswer(await sendRaw(api, beginning));
    expect([answer.status, answer.json.code]).toEqual([408, 'request-timeout']);
    expectProblem(answer);
  }
});
