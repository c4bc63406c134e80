import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startApi, type TestApi } from '../helpers/api.ts';
import { call, PDF_JOB } from './calls.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi({ config: { maxJobBodyBytes: 512 * 1024 } });
});
afterAll(() => api.close());

async function jobCount(): Promise<number> {
  const [row] = await api.context.core.pool.query<{ count: number }>(
    'select (select count(*) from pressroom.document_jobs) + (select count(*) from pressroom.idempotency_keys) as count',
  );
  return row!.count;
}

interface Refusal {
  status: number;
  code: string;
  /** Of the first fault; undefined: none is told. */
  pointer?: string | undefined;
}

/** Sends it, and sees that it is refused as it should be, wrote nothing, and did no harm to the next request. */
async function expectRefusal(
  path: string,
  body: unknown,
  headers: Record<string, string>,
  expected: Refusal,
): Promise<void> {
  const before = await jobCount();
  const answer = await call(api, 'POST', path, { body, headers: { 'Idempotency-Key': 'bad', ...headers } });
  expect({ status: answer.status, code: answer.json.code, pointer: answer.json.errors?.[0]?.pointer }).toEqual({
    pointer: undefined,
    ...expected,
  });
  expect(answer.text.length).toBeLessThan(4_000);
  expect(await jobCount()).toBe(before);
  expect((await call(api, 'GET', '/api/jobs?pageSize=1')).status).toBe(200);
}

const json = (text: string): string => `{"type":"pdf","input":{"markdown":"a"},${text}}`;
const bytes = (...parts: (string | number[])[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));
const JSON_REFUSED = { status: 400, code: 'invalid-json' };
const ENCODING_REFUSED = { status: 400, code: 'invalid-encoding' };
const TYPE_REFUSED = { status: 415, code: 'unsupported-media-type' };
const invalid = (pointer: string): Refusal => ({ status: 422, code: 'validation-failed', pointer });

describe('bytes that are no JSON', () => {
  test.each<[string, string | Uint8Array, Refusal]>([
    ['cut off', '{"a":', JSON_REFUSED],
    ['empty', '', JSON_REFUSED],
    ['only spaces', '  \n ', JSON_REFUSED],
    ['a number', '1', JSON_REFUSED],
    ['a string', '"x"', JSON_REFUSED],
    ['null', 'null', JSON_REFUSED],
    ['something behind it', '{}x', JSON_REFUSED],
    ['two documents', '{} {}', JSON_REFUSED],
    ['NaN', json('"priority":NaN'), JSON_REFUSED],
    ['Infinity', json('"priority":-Infinity'), JSON_REFUSED],
    ['a comment', json('/* hi */"priority":1'), JSON_REFUSED],
    ['single quotes', "{'type':'pdf'}", JSON_REFUSED],
    ['a trailing comma', '{"type":"pdf",}', JSON_REFUSED],
    ['a leading zero', json('"priority":01'), JSON_REFUSED],
    ['a control character in a string', '{"type":"p\ndf"}', JSON_REFUSED],
    ['a broken escape', '{"type":"\\u12"}', JSON_REFUSED],
    ['a byte order mark', bytes([0xef, 0xbb, 0xbf], JSON.stringify(PDF_JOB)), ENCODING_REFUSED],
    ['a byte that is no UTF-8', bytes('{"type":"', [0xff], '"}'), ENCODING_REFUSED],
    ['overlong UTF-8', bytes('{"type":"', [0xc0, 0x80], '"}'), ENCODING_REFUSED],
    ['a surrogate in UTF-8', bytes('{"type":"', [0xed, 0xa0, 0x80], '"}'), ENCODING_REFUSED],
    ['UTF-16', Buffer.from(JSON.stringify(PDF_JOB), 'utf16le'), JSON_REFUSED],
  ])('%s', (_name, body, expected) => expectRefusal('/api/jobs', body, {}, expected));

  test('the position of the fault is told', async () => {
    expect((await call(api, 'POST', '/api/jobs', { body: '{"type" "pdf"}' })).json.detail).toBe(
      'The body is not JSON: the fault is at character 9.',
    );
    expect((await call(api, 'POST', '/api/jobs', { body: '{"type":01}' })).json.detail).toMatch(
      /the fault is at character \d+/,
    );
    expect((await call(api, 'POST', '/api/jobs', { body: '{"type":' })).json.detail).toBe(
      'The body is not JSON: it ends too early.',
    );
  });
});

describe('JSON that cannot be kept as it was sent', () => {
  const nested = (depth: number): string => json(`"metadata":${'{"a":'.repeat(depth - 1)}1${'}'.repeat(depth - 1)}`);

  test.each<[string, string, Refusal]>([
    ['nested 33 levels deep', nested(33), invalid(`/metadata${'/a'.repeat(31)}`)],
    ['nested 40,000 levels deep', '['.repeat(40_000), invalid('/0'.repeat(32))],
    ['a key twice', '{"type":"pdf","type":"pdf","input":{}}', invalid('/type')],
    ['a key twice, once escaped', json('"metadata":{"a/b":1,"\\u0061/b":2}'), invalid('/metadata/a~1b')],
    ['__proto__', json('"metadata":{"__proto__":{"x":1}}'), invalid('/metadata/__proto__')],
    ['NUL in a text', json('"title":"a\\u0000b"'), invalid('/title')],
    ['NUL in the input', '{"type":"pdf","input":{"markdown":"a\\u0000"}}', invalid('/input/markdown')],
    ['NUL in a key', json('"metadata":{"\\u0000":1}'), invalid('/metadata')],
    ['half of a surrogate pair, the first', json('"title":"\\ud800"'), invalid('/title')],
    ['half of a surrogate pair, the second', json('"tags":["a","\\udc00"]'), invalid('/tags/1')],
    ['the halves in the wrong order', json('"title":"\\ude00\\ud83d"'), invalid('/title')],
    ['a whole number that a double rounds', json('"metadata":{"n":9007199254740993}'), invalid('/metadata/n')],
    ['a number beyond a double', json('"metadata":{"n":[1,1e400]}'), invalid('/metadata/n/1')],
    ['a number that becomes 0', json('"metadata":{"n":1e-400}'), invalid('/metadata/n')],
    ['more digits than a double has', json('"metadata":{"n":0.123456789012345678}'), invalid('/metadata/n')],
    ['a priority of 1e400', json('"priority":1e400'), invalid('/priority')],
  ])('%s', (_name, body, expected) => expectRefusal('/api/jobs', body, {}, expected));

  test('what is near those limits is kept', async () => {
    const metadata =
      '{"n":[9007199254740992,0.1,1e22,-1.5e-7,0.10000000000000001,1.10],"s":"\\ud83d\\ude00 \\\\u0000","constructor":1}';
    const answer = await call(api, 'POST', '/api/jobs', { body: json(`"metadata":${metadata}`) });
    expect(answer.status).toBe(202);
    expect(answer.json.metadata).toEqual(JSON.parse(metadata));
    expect((await call(api, 'POST', '/api/jobs', { body: nested(31) })).status).toBe(202);
    expect(({} as { x?: number }).x).toBeUndefined();
  });

  test('five million brackets are refused without being parsed', async () => {
    const big = await startApi();
    try {
      const startedAt = performance.now();
      const answer = await call(big, 'POST', '/api/jobs', { body: '['.repeat(5_000_000) });
      expect(answer).toMatchObject({ status: 422, json: { code: 'validation-failed' } });
      expect(performance.now() - startedAt).toBeLessThan(1_500);
    } finally {
      await big.close();
    }
  });
});

describe('bodies that are too large or of another kind', () => {
  test.each<[string, string | Uint8Array, Record<string, string>, Refusal]>([
    ['a byte too many', `{"type":"${'x'.repeat(512 * 1024)}"}`, {}, { status: 413, code: 'payload-too-large' }],
    ['text/plain', '{}', { 'Content-Type': 'text/plain' }, TYPE_REFUSED],
    ['a form', 'type=pdf', { 'Content-Type': 'application/x-www-form-urlencoded' }, TYPE_REFUSED],
    ['no type', '{}', { 'Content-Type': '' }, TYPE_REFUSED],
    ['a type with a suffix', '{}', { 'Content-Type': 'application/vnd.x+json' }, TYPE_REFUSED],
    ['latin-1', '{}', { 'Content-Type': 'application/json; charset=iso-8859-1' }, TYPE_REFUSED],
    ['utf-16', '{}', { 'Content-Type': 'application/json; charset=utf-16' }, TYPE_REFUSED],
    ['gzip', gzipSync(JSON.stringify(PDF_JOB)), { 'Content-Encoding': 'gzip' }, TYPE_REFUSED],
    ['a bomb', gzipSync(Buffer.alloc(20_000_000)), { 'Content-Encoding': 'gzip' }, TYPE_REFUSED],
    ['an unknown coding', '{}', { 'Content-Encoding': 'zstdx' }, TYPE_REFUSED],
    ['two codings', '{}', { 'Content-Encoding': 'gzip, gzip' }, TYPE_REFUSED],
  ])('%s', (_name, body, headers, expected) => expectRefusal('/api/jobs', body, headers, expected));

  test('other bodies may have 64 KiB', async () => {
    const body = JSON.stringify({ userId: 'x'.repeat(65_536) });
    await expectRefusal('/api/stream-tokens', body, {}, { status: 413, code: 'payload-too-large' });
  });

  test('a media type with a charset of UTF-8 is the same', async () => {
    for (const type of ['application/json; charset=utf-8', 'Application/JSON;charset="UTF-8"']) {
      expect((await call(api, 'POST', '/api/jobs', { body: PDF_JOB, headers: { 'Content-Type': type } })).status).toBe(
        202,
      );
    }
  });
});

describe('jobs that are none', () => {
  const job = (more: Record<string, unknown>): Record<string, unknown> => ({ ...PDF_JOB, ...more });
  const hours = (count: number): string => new Date(Date.now() + count * 3_600_000).toISOString();

  test.each<[string, unknown, string]>([
    ['a list', [], ''],
    ['no type', { input: {} }, '/type'],
    ['no input', { type: 'pdf' }, '/input'],
    ['an unknown type', job({ type: 'video' }), '/type'],
    ['a queue of the queue', job({ type: '__state__' }), '/type'],
    ['another tenant', job({ tenant: 'other' }), '/tenant'],
    ['a status', job({ status: 'completed' }), '/status'],
    ['an id', job({ id: '019aa5c2-7d10-7c3e-9a55-3f1c8d2b6e01' }), '/id'],
    ['input of another shape', job({ input: [] }), '/input'],
    ['input with an unknown property', job({ input: { markdown: 'a', 'x/y': 1 } }), '/input/x~1y'],
    [
      'input of another type of job',
      job({ input: { markdown: 'a', uploadId: '019aa5c2-7d10-7c3e-9a55-3f1c8d2b6e01' } }),
      '/input/uploadId',
    ],
    [
      'a row wider than its columns',
      { type: 'spreadsheet', input: { sheets: [{ name: 's', columns: [{ header: 'a' }], rows: [[1], [1, 2]] }] } },
      '/input/sheets/0/rows/1',
    ],
    [
      'a formula as a cell',
      {
        type: 'spreadsheet',
        input: { sheets: [{ name: 's', columns: [{ header: 'a' }], rows: [[{ formula: '1+1' }]] }] },
      },
      '/input/sheets/0/rows/0/0',
    ],
    ['a priority too high', job({ priority: 101 }), '/priority'],
    ['a priority beyond 32 bits', job({ priority: 2147483648 }), '/priority'],
    ['half a priority', job({ priority: 1.5 }), '/priority'],
    ['a priority as text', job({ priority: '5' }), '/priority'],
    ['no attempts', job({ maxAttempts: 0 }), '/maxAttempts'],
    ['a billion attempts', job({ maxAttempts: 1e9 }), '/maxAttempts'],
    ['no time', job({ timeoutSeconds: 0 }), '/timeoutSeconds'],
    ['too short a retention', job({ retentionSeconds: 59 }), '/retentionSeconds'],
    ['an unknown backoff', job({ retry: { backoff: 'random' } }), '/retry/backoff'],
    [
      'a longest wait below the first',
      job({ retry: { delaySeconds: 10, maxDelaySeconds: 9 } }),
      '/retry/maxDelaySeconds',
    ],
    ['a word for a time', job({ runAt: 'tomorrow' }), '/runAt'],
    ['a word that Postgres takes', job({ runAt: 'infinity' }), '/runAt'],
    ['a day that is none', job({ runAt: '2027-02-30T00:00:00Z' }), '/runAt'],
    ['an hour that is none', job({ runAt: '2027-02-03T24:00:01Z' }), '/runAt'],
    ['a leap second', job({ runAt: '2027-06-30T23:59:60Z' }), '/runAt'],
    ['no zone', job({ runAt: '2027-02-03T10:00:00' }), '/runAt'],
    ['long past', job({ runAt: '1970-01-01T00:00:00Z' }), '/runAt'],
    ['six minutes past', job({ runAt: hours(-0.1) }), '/runAt'],
    ['eleven years ahead', job({ runAt: hours(11 * 8_766) }), '/runAt'],
    ['an empty title', job({ title: '' }), '/title'],
    ['a title of spaces', job({ title: '   ' }), '/title'],
    ['a title too long', job({ title: 'x'.repeat(201) }), '/title'],
    ['a title of two lines', job({ title: 'a\nb' }), '/title'],
    ['null for a title', job({ title: null }), '/title'],
    ['51 tags', job({ tags: Array.from({ length: 51 }, (_, n) => `t${n}`) }), '/tags'],
    ['a hundred thousand tags', job({ tags: Array.from({ length: 100_000 }, () => 1) }), '/tags'],
    ['a tag twice', job({ tags: ['a', 'a'] }), '/tags'],
    ['a tag with a comma', job({ tags: ['a', 'b,c'] }), '/tags/1'],
    ['a tag that turns the text around', job({ tags: ['a\u202Eb'] }), '/tags/0'],
    ['metadata too large', job({ metadata: { a: 'x'.repeat(16 * 1024) } }), '/metadata'],
    ['metadata that is a list', job({ metadata: [] }), '/metadata'],
    ['a user of another shape', job({ userId: 7 }), '/userId'],
  ])('%s', (_name, body, pointer) => expectRefusal('/api/jobs', body, {}, invalid(pointer)));

  test('several faults are told at once, those of the input too', async () => {
    const body = {
      type: 'spreadsheet',
      priority: 500,
      extra: 1,
      input: { sheets: [{ name: 'x'.repeat(32), columns: [], rows: [] }] },
    };
    const answer = await call(api, 'POST', '/api/jobs', { body });
    const pointers = answer.json.errors.map((fault: { pointer: string }) => fault.pointer);
    expect(pointers).toEqual(expect.arrayContaining(['/priority', '/extra', '/input/sheets/0/name']));
    expect(answer.json.errors.find((fault: { pointer: string }) => fault.pointer === '/priority').detail).toBe(
      'must be at most 100',
    );
  });

  test('no more than 20 faults, and not much of what was sent', async () => {
    const body = {
      ...PDF_JOB,
      ...Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`${'long'.repeat(100)}${n}`, n])),
    };
    const answer = await call(api, 'POST', '/api/jobs', { body });
    expect(answer.json.errors).toHaveLength(1); // all begin alike, and no more of them is shown
    const many = await call(api, 'POST', '/api/jobs', {
      body: { ...PDF_JOB, ...Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`p${n}`, n])) },
    });
    expect(many.json.errors).toHaveLength(20);
  });

  test('text that would be code elsewhere is text here', async () => {
    const text = `'; DROP TABLE job;-- $1 %s \\ <script> {{constructor}}`;
    const answer = await call(api, 'POST', '/api/jobs', {
      body: { ...PDF_JOB, title: text, tags: [text.replaceAll(',', '')], userId: text },
    });
    expect(answer).toMatchObject({ status: 202, json: { title: text, userId: text } });
  });

  test('a cancel with an unknown property, or a reason that is none, cancels nothing', async () => {
    const created = await call(api, 'POST', '/api/jobs', { body: PDF_JOB });
    for (const [body, pointer] of [
      [{ why: 'x' }, '/why'],
      [{ reason: '' }, '/reason'],
    ] as const) {
      expect(await call(api, 'POST', created.json.links.cancel, { body })).toMatchObject({
        status: 422,
        json: { errors: [{ pointer }] },
      });
    }
    expect((await call(api, 'GET', created.json.links.self)).json.status).toBe('queued');
  });
});
