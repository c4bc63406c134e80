import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request, type IncomingMessage, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { MAX_UPLOADS } from '../../../src/http/routes/createUpload.ts';
import { openFile } from '../../../src/files/open-file.ts';
import { call, expectProblem } from '../calls.ts';
import { openSocket, parseAnswer } from '../raw-socket.ts';
import { digestField, openUpload, startUploadService, until, upload, type UploadService } from './upload-service.ts';

const LIMIT = 3 * 1024 * 1024;
const BYTES = randomBytes(300_000);
const NOTHING = [0, 0, 0];

let service: UploadService;
beforeAll(async () => {
  service = await startUploadService('folder', { maxUploadBytes: LIMIT });
});
afterEach(async () => {
  const rows = await service.api.context.core.pool.query<{ id: string }>('select id from pressroom.uploads');
  for (const { id } of rows) expect((await call(service.api, 'DELETE', `/api/uploads/${id}`)).status).toBe(204);
  expect(await service.left()).toEqual(NOTHING);
});
afterAll(() => service.close());

test('a file is stored as it was sent, and told of', async () => {
  const begin = Date.now();
  const answer = await upload(service.api, BYTES, {
    query: { name: 'Umsätze, März.csv', retentionSeconds: '3600' },
    headers: { 'Content-Type': 'text/csv; charset=utf-8' },
  });
  expect(answer).toMatchObject({
    status: 201,
    json: {
      name: 'Umsätze, März.csv',
      mediaType: 'text/csv; charset=utf-8',
      sizeBytes: BYTES.length,
      sha256: createHash('sha256').update(BYTES).digest('hex'),
      userId: null,
    },
  });
  const { id, createdAt, expiresAt } = answer.json;
  expect(answer.headers.get('location')).toBe(`/api/uploads/${id}`);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(Date.parse(createdAt)).toBeGreaterThanOrEqual(begin - 1);
  expect(Date.parse(expiresAt) - Date.parse(createdAt)).toBe(3_600_000);
  expect((await call(service.api, 'GET', `/api/uploads/${id}`)).json).toEqual(answer.json);
  const file = await openFile(service.api.context.core, { tenant: 'default', userId: null }, { uploadId: id });
  expect(Buffer.concat(await Array.fromAsync(file!.read())).equals(BYTES)).toBe(true);
});

test.each([
  ['JSON that is none', { 'Content-Type': 'application/json' }, 'application/json'],
  [
    'what a command line sends',
    { 'Content-Type': 'application/x-www-form-urlencoded' },
    'application/x-www-form-urlencoded',
  ],
  ['a type that is none', { 'Content-Type': 'what is this' }, 'application/octet-stream'],
  ['a type beyond reason', { 'Content-Type': `a/${'b'.repeat(300)}` }, 'application/octet-stream'],
])('any content type will do: %s', async (_what, headers, mediaType) => {
  expect(await upload(service.api, '{"not JSON', { headers })).toMatchObject({
    status: 201,
    json: { mediaType, sizeBytes: 10 },
  });
});

test('none will do as well, and so will no byte at all', async () => {
  const { sent, answered } = openUpload(service.api, { 'Content-Length': 0 });
  sent.end();
  expect(await answered).toMatchObject({ status: 201, json: { mediaType: 'application/octet-stream', sizeBytes: 0 } });
  const chunked = openUpload(service.api, { 'Transfer-Encoding': 'chunked' });
  chunked.sent.end();
  expect(await chunked.answered).toMatchObject({ status: 201, json: { sizeBytes: 0 } });
});

describe('names', () => {
  test.each(['', '.', '..', '.bashrc', ' a', 'a/b', 'a\\b', 'a\nb', 'evil\u202Efdp.exe', 'x'.repeat(201)])(
    '%j is none',
    async (name) => {
      const answer = await upload(service.api, BYTES, { query: { name } });
      expect([answer.status, answer.json.code]).toEqual([400, 'invalid-parameter']);
    },
  );

  test('there must be one', async () => {
    expect(await upload(service.api, BYTES, { query: {} })).toMatchObject({
      status: 400,
      json: { errors: [{ pointer: 'name' }] },
    });
  });
});

describe('digests', () => {
  const right = digestField(BYTES);
  const wrong = digestField(Buffer.from('other bytes'));

  test.each([right, `sha-512=:AAAA:, ${right}`, `${right};q=1`, 'sha-512=:AAAA:', `${wrong},${right}`])(
    '%s fits',
    async (digest) => {
      const answer = await upload(service.api, BYTES, { headers: { 'Content-Digest': digest, 'Repr-Digest': digest } });
      expect(answer.status).toBe(201);
    },
  );

  test.each(['Content-Digest', 'Repr-Digest'])('%s of other bytes is refused', async (field) => {
    const answer = await upload(service.api, BYTES, { headers: { [field]: wrong } });
    expect(answer).toMatchObject({
      status: 422,
      json: {
        code: 'validation-failed',
        errors: [{ pointer: field, detail: 'is not the SHA-256 of the bytes that arrived' }],
      },
    });
  });

  test.each(['sha-256', 'sha-256=AAAA', 'sha-256=:AAAA:', 'sha-256=:!:', '=::', ','])('%j is none', async (digest) => {
    const answer = await upload(service.api, BYTES, { headers: { 'Content-Digest': digest } });
    expect(answer).toMatchObject({
      status: 400,
      json: { code: 'invalid-parameter', errors: [{ pointer: 'Content-Digest' }] },
    });
  });
});

describe('what does not fit', () => {
  test.each(['gzip', 'br', 'gzip, identity'])('a body that is encoded as %s', async (encoding) => {
    const answer = await upload(service.api, BYTES, { headers: { 'Content-Encoding': encoding } });
    expect(answer).toMatchObject({ status: 415, json: { code: 'unsupported-media-type' } });
    expect(answer.headers.get('accept-encoding')).toBe('identity');
  });

  test('a form', async () => {
    const headers = { 'Content-Type': 'multipart/form-data; boundary=x' };
    expect(await upload(service.api, BYTES, { headers })).toMatchObject({ status: 415 });
  });

  test('as many bytes as are allowed are taken, one more is not, told or not', async () => {
    expect((await upload(service.api, randomBytes(LIMIT))).status).toBe(201);
    expect(await upload(service.api, randomBytes(LIMIT + 1))).toMatchObject({
      status: 413,
      json: { code: 'payload-too-large' },
    });
    const untold = new Blob([randomBytes(LIMIT + 1)]).stream();
    expect(await upload(service.api, untold)).toMatchObject({ status: 413, json: { code: 'payload-too-large' } });
  });

  test('one that is still sending is listened to, and may use its connection again', async () => {
    const socket = await openSocket(service.api);
    const began = once(service.api.server, 'request') as Promise<[IncomingMessage]>;
    socket.write('POST /api/uploads?name=a HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n');
    socket.write(`${(LIMIT + 1).toString(16)}\r\n`);
    socket.write(randomBytes(LIMIT + 1));
    const [req] = await began;
    while (req.listenerCount('data') === 0) await new Promise((resolve) => setImmediate(resolve)); // it is refused
    const begin = performance.now();
    const answered = once(socket, 'data') as Promise<[Buffer]>;
    socket.write('\r\n5\r\nhello\r\n0\r\n\r\n');
    const answer = parseAnswer((await answered).join(''));
    expect([answer.status, answer.headers.get('connection')]).toEqual([413, 'keep-alive']);
    expect(performance.now() - begin).toBeLessThan(4_000); // as soon as it is done, not when our patience ends
    socket.destroy();
  });

  test('a client that waits to be asked for its body is told before it sends it', async () => {
    const large = openUpload(service.api, { Expect: '100-continue', 'Content-Length': LIMIT + 1 });
    let wasAsked = false;
    large.sent.on('continue', () => (wasAsked = true));
    large.sent.flushHeaders();
    const answer = await large.answered;
    expectProblem(answer);
    expect([answer.status, answer.headers.get('connection'), wasAsked]).toEqual([413, 'close', false]);
    large.sent.destroy();
  });

  test('and asked for it when it may', async () => {
    const fitting = openUpload(service.api, { Expect: '100-continue', 'Content-Length': BYTES.length });
    fitting.sent.flushHeaders();
    await once(fitting.sent, 'continue');
    fitting.sent.end(BYTES);
    expect((await fitting.answered).status).toBe(201);
  });
});

test('a body is asked for in the same way by the other operations', async () => {
  const body = JSON.stringify({ type: 'pdf', input: { markdown: '# A' } });
  const headers = { Expect: '100-continue', 'Content-Type': 'application/json', 'Content-Length': body.length };
  const sent = request(`${service.api.url}/api/jobs`, { method: 'POST', headers, agent: false });
  sent.flushHeaders();
  await once(sent, 'continue');
  sent.end(body);
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  expect(answer.statusCode).toBe(202);
  answer.resume();
});

test.each([
  ['text/csv; charset="utf-8"', 'text/csv; charset="utf-8"'],
  ['text/csv ; charset=utf-8', 'text/csv ; charset=utf-8'],
  ['text/csv; a="\u00e9"', 'application/octet-stream'],
  ['csv', 'application/octet-stream'],
])('the media type %s is %s', async (sent, kept) => {
  const answer = await upload(service.api, BYTES, { headers: { 'Content-Type': sent } });
  expect(answer.json.mediaType).toBe(kept);
});

describe('nothing is left', () => {
  test('when the client goes away', async () => {
    const { sent } = openUpload(service.api, { 'Content-Length': LIMIT });
    sent.write(BYTES);
    await until(async () => (await service.left())[2] === 1);
    sent.destroy();
    await until(async () => (await service.left()).join() === NOTHING.join());
  });

  test('when the client ends too early, by its own account', async () => {
    const { sent } = openUpload(service.api, { 'Content-Length': LIMIT });
    sent.write(BYTES);
    await until(async () => (await service.left())[2] === 1);
    sent.socket?.end();
    await until(async () => (await service.left()).join() === NOTHING.join());
  });

  test('and nothing is said of it as of a fault', () => {
    expect(service.api.logLines.filter((line) => /http\.surprise|http\.unavailable/.test(line))).toEqual([]);
  });
});

test('no more than so many files are taken at once, and other requests go on', async () => {
  const open = Array.from({ length: MAX_UPLOADS }, () => openUpload(service.api, { 'Content-Length': 2 }));
  for (const { sent } of open) sent.write('a');
  await until(async () => (await service.left())[1] === MAX_UPLOADS);
  const refused = await upload(service.api, BYTES);
  expect(refused).toMatchObject({ status: 503, json: { code: 'unavailable' } });
  expect(refused.headers.get('retry-after')).toBe('5');
  expect((await call(service.api, 'GET', '/api/jobs')).status).toBe(200);
  for (const { sent } of open) sent.end('b');
  expect((await Promise.all(open.map(({ answered }) => answered))).map(({ status }) => status)).toEqual(
    open.map(() => 201),
  );
  expect((await upload(service.api, BYTES)).status).toBe(201);
});

test('a file may take longer than any other request, as long as it goes on', async () => {
  const { server } = service.api;
  const { requestTimeout } = server;
  server.requestTimeout = 200;
  const slow = openUpload(service.api, { 'Transfer-Encoding': 'chunked' });
  slow.sent.write('a');
  const [socket] = (await once(slow.sent, 'socket')) as [Socket];
  if (socket.connecting) await once(socket, 'connect');
  await untilTimedOut(server, socket.localPort); // it is looked at about once a second
  slow.sent.end('b');
  expect((await slow.answered).status).toBe(201);
  server.requestTimeout = requestTimeout;
});

function untilTimedOut(server: Server, port: number | undefined): Promise<void> {
  return new Promise((resolve) =>
    server.on('clientError', ({ code }: NodeJS.ErrnoException, socket: Socket) => {
      if (code === 'ERR_HTTP_REQUEST_TIMEOUT' && socket.remotePort === port) resolve();
    }),
  );
}
