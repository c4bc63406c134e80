import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CHUNK_BYTES } from '../../../src/storage/postgres-store.ts';
import { startStreamService, type StreamService } from '../streams/stream-service.ts';
import { startJobWithFile } from './artifact-service.ts';

const SIZE = 2 * CHUNK_BYTES + 1_000;
const BYTES = randomBytes(SIZE);
const SHA256 = createHash('sha256').update(BYTES).digest();
const ETAG = `"sha256-${SHA256.toString('hex')}"`;
const PDF = 'application/pdf';

let service: StreamService;
let url: string;

beforeAll(async () => {
  service = await startStreamService();
  url = await store('report.pdf', PDF, BYTES);
});
afterAll(() => service.close());

test('the whole file comes with its digest, to be saved', async () => {
  const response = await fetch(url);
  expect(response.status).toBe(200);
  expect(Buffer.from(await response.arrayBuffer()).equals(BYTES)).toBe(true);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': PDF,
    'content-length': String(SIZE),
    'content-disposition': 'attachment; filename=report.pdf',
    etag: ETAG,
    'repr-digest': `sha-256=:${SHA256.toString('base64')}:`,
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-cache, no-transform',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
  });
});

describe('one range', () => {
  test.each([
    ['bytes=0-0', 0, 0],
    ['bytes=0-1023', 0, 1_023],
    [`bytes=${CHUNK_BYTES - 1}-${CHUNK_BYTES}`, CHUNK_BYTES - 1, CHUNK_BYTES],
    [`bytes=${CHUNK_BYTES}-${2 * CHUNK_BYTES - 1}`, CHUNK_BYTES, 2 * CHUNK_BYTES - 1],
    ['bytes=10-', 10, SIZE - 1],
    ['bytes=-500', SIZE - 500, SIZE - 1],
    [`bytes=-${SIZE * 2}`, 0, SIZE - 1],
    [`bytes=${SIZE - 1}-${SIZE * 9}`, SIZE - 1, SIZE - 1],
  ])('%s', async (range, start, end) => {
    const response = await fetch(url, { headers: { range } });
    expect(response.status).toBe(206);
    expect(response.headers.get('content-range')).toBe(`bytes ${start}-${end}/${SIZE}`);
    expect(response.headers.get('content-length')).toBe(String(end - start + 1));
    const body = Buffer.from(await response.arrayBuffer());
    expect(body.equals(BYTES.subarray(start, end + 1))).toBe(true);
  });
});

test.each([`bytes=${SIZE}-`, `bytes=${SIZE}-${SIZE + 5}`, 'bytes=-0', 'bytes=5-2'])(
  '%s is in no file of this size',
  async (range) => {
    const response = await fetch(url, { headers: { range } });
    expect(response.status).toBe(416);
    expect(response.headers.get('content-range')).toBe(`bytes */${SIZE}`);
    expect(response.headers.get('etag')).toBeNull();
    expect(response.headers.get('content-disposition')).toBeNull();
    expect(await response.json()).toMatchObject({ code: 'range-not-satisfiable' });
  },
);

test.each(['bytes=', 'bytes=a-b', 'bytes=1-2-3', 'bytes=0-1;2-3', 'bytes 0-5'])('%s is no range', async (range) => {
  const response = await fetch(url, { headers: { range } });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ code: 'invalid-parameter' });
});

test.each(['bytes=0-1,5-6', 'bytes=0-0, -1', 'lines=1-2'])('%s is answered with the whole file', async (range) => {
  expect(await statusAndSize({ range })).toEqual([200, SIZE]);
});

test('a download is resumed only if the file is the same', async () => {
  expect(await statusAndSize({ range: 'bytes=10-', 'if-range': ETAG })).toEqual([206, SIZE - 10]);
  expect(await statusAndSize({ range: 'bytes=10-', 'if-range': '"another"' })).toEqual([200, SIZE]);
  expect(await statusAndSize({ range: 'bytes=10-', 'if-range': `W/${ETAG}` })).toEqual([200, SIZE]);
  expect(await statusAndSize({ range: 'bytes=10-', 'if-range': 'Sat, 21 Nov 2026 10:00:00 GMT' })).toEqual([200, SIZE]);
});

test('who has this version is not sent it again', async () => {
  for (const tag of [ETAG, `W/${ETAG}`, `"a", ${ETAG}`, '*'])
    expect(await statusAndSize({ 'if-none-match': tag })).toEqual([304, 0]);
  for (const range of ['bytes=0-1', `bytes=${SIZE}-`]) {
    expect(await statusAndSize({ 'if-none-match': ETAG, range })).toEqual([304, 0]);
  }
  expect(await statusAndSize({ 'if-none-match': '"another"' })).toEqual([200, SIZE]);
});

test('HEAD has the headers of all of it, whatever the range', async () => {
  const response = await fetch(url, { method: 'HEAD', headers: { range: 'bytes=0-1' } });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-length')).toBe(String(SIZE));
  expect(response.headers.get('etag')).toBe(ETAG);
  expect(await response.text()).toBe('');
});

test('an empty file is a file', async () => {
  const empty = await store('empty.txt', 'text/plain', Buffer.alloc(0));
  const response = await fetch(empty);
  expect([response.status, response.headers.get('content-length'), await response.text()]).toEqual([200, '0', '']);
  expect((await fetch(empty, { headers: { range: 'bytes=0-' } })).status).toBe(416);
});

describe('a name is sent such that it stays one', () => {
  test.each([
    ['quotes', 'a"; filename="evil.html', 'attachment; filename="a\\"; filename=\\"evil.html"'],
    [
      'another script',
      'отчёт.pdf',
      `attachment; filename="?????.pdf"; filename*=UTF-8''${encodeURIComponent('отчёт.pdf')}`,
    ],
    ['what looks encoded', 'a%41.pdf', `attachment; filename=a%41.pdf; filename*=UTF-8''a%2541.pdf`],
    ['an emoji', '🎬.xlsx', `attachment; filename="??.xlsx"; filename*=UTF-8''%F0%9F%8E%AC.xlsx`],
    ['a leading dot', '.htaccess', 'attachment; filename=.htaccess'],
  ])('%s', async (_name, name, disposition) => {
    const response = await fetch(await store(name, PDF, Buffer.from('x')));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-disposition')).toBe(disposition);
    await response.arrayBuffer();
  });
});

test('a browser is shown only what is safe to show', async () => {
  const dispositionOf = async (address: string): Promise<string | null> => {
    const response = await fetch(`${address}?download=false`, { method: 'HEAD' });
    return response.headers.get('content-disposition');
  };
  expect(await dispositionOf(url)).toBe('inline; filename=report.pdf');
  for (const type of ['text/html', 'image/svg+xml', 'application/xhtml+xml', 'text/html; charset=utf-8']) {
    expect(await dispositionOf(await store('page.html', type, Buffer.from('<script>')))).toMatch(/^attachment/);
  }
});

test('a media type that is none does not break the answer', async () => {
  const response = await fetch(await store('odd', 'a\r\nX-Injected: 1', Buffer.from('x')));
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/octet-stream');
  expect(response.headers.get('x-injected')).toBeNull();
});

test.each(['nothing.pdf', '..%2f..%2fetc%2fpasswd', '%2e%2e', '....%2f', '%252e', '..%5c'])(
  'there is no file %s',
  async (name) => {
    const response = await fetch(url.replace('report.pdf', name));
    expect(response.status).toBe(404);
    await response.arrayBuffer();
  },
);

test('a file is read no faster than its client takes it, and no further once the client is gone', async () => {
  const big = await store('big.bin', 'application/octet-stream', randomBytes(64 * CHUNK_BYTES));
  const { pool } = service.core;
  const query = pool.query;
  let chunks = 0;
  pool.query = (text, values) => {
    if (text.includes('blob_chunks')) chunks += 1;
    return query(text, values);
  };
  const request = get(big);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.pause();
  await once(response, 'readable');
  request.on('error', () => {}).destroy();
  await once(response, 'close').catch(() => {}); // it is told as an error
  await fetch(url, { headers: { range: 'bytes=0-0' } }).then((other) => other.arrayBuffer());
  const readSoFar = chunks;
  await fetch(url, { headers: { range: 'bytes=0-0' } }).then((other) => other.arrayBuffer());
  pool.query = query;
  expect(chunks).toBe(readSoFar + 1);
  expect(chunks).toBeLessThan(64);
});

test('a file that loses its bytes on the way is cut off, not ended', async () => {
  const address = await store('lost.bin', 'application/octet-stream', randomBytes(3 * CHUNK_BYTES));
  await service.core.pool.query(
    `delete from pressroom.blob_chunks where no = 2 and blob_id = (select blob_id from pressroom.artifacts where name = 'lost.bin')`,
  );
  const response = await fetch(address);
  expect(response.status).toBe(200);
  await expect(response.arrayBuffer()).rejects.toThrow();
});

async function store(name: string, mediaType: string, bytes: Buffer): Promise<string> {
  const { lease } = await startJobWithFile(service, { name, mediaType, bytes });
  return `${service.url}/api/jobs/${lease.jobId}/artifacts/${encodeURIComponent(name)}`;
}

async function statusAndSize(headers: Record<string, string>): Promise<[number, number]> {
  const response = await fetch(url, { headers });
  return [response.status, (await response.arrayBuffer()).byteLength];
}
