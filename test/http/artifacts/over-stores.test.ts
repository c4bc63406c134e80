import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { LeaseKey } from '../../../src/jobs/lease-store.ts';
import { saveArtifact, type ArtifactSource } from '../../../src/jobs/save-artifact.ts';
import { settleJob } from '../../../src/jobs/settle-job.ts';
import { call, createdJob, startNext } from '../calls.ts';
import { STORES } from '../../storage/store-rigs.ts';
import { startUploadService, type UploadService } from '../uploads/upload-service.ts';

const MIB = 1024 * 1024;
const BYTES = randomBytes(6 * MIB + 1_000);
const ETAG = `"sha256-${createHash('sha256').update(BYTES).digest('hex')}"`;

describe.each(STORES)('files of jobs in %s', (store) => {
  let service: UploadService;
  let lease: LeaseKey;
  let url: string;
  beforeAll(async () => {
    service = await startUploadService(store);
    lease = await startJob();
    await save('report.pdf', BYTES);
    url = `${service.api.url}/api/jobs/${lease.jobId}/artifacts/report.pdf`;
  });
  afterAll(() => service.close());

  async function startJob(): Promise<LeaseKey> {
    await createdJob(service.api);
    return startNext(service.api, 'pdf');
  }

  async function save(name: string, bytes: Buffer, more: Partial<ArtifactSource> = {}) {
    const content = (async function* () {
      yield bytes;
    })();
    const source = { name, mediaType: 'application/pdf', content, ...more };
    const saved = await saveArtifact(service.api.context.core, lease, source);
    if (!saved) throw new Error('the lease was lost');
    return saved;
  }

  async function get(headers: Record<string, string> = {}, address = url) {
    const response = await fetch(address, { headers });
    return { response, body: Buffer.from(await response.arrayBuffer()) };
  }

  test('a running job’s file is there, whole', async () => {
    const { response, body } = await get();
    expect([response.status, body.equals(BYTES)]).toEqual([200, true]);
    expect(response.headers.get('etag')).toBe(ETAG);
    expect(response.headers.get('content-length')).toBe(String(BYTES.length));
  });

  test.each([
    ['bytes=0-0', 0, 0],
    [`bytes=${5 * MIB - 1}-${5 * MIB}`, 5 * MIB - 1, 5 * MIB],
    ['bytes=-500', BYTES.length - 500, BYTES.length - 1],
    ['bytes=1000000-', 1_000_000, BYTES.length - 1],
  ])('%s', async (range, start, end) => {
    const { response, body } = await get({ range, 'if-range': ETAG });
    expect([response.status, response.headers.get('content-range')]).toEqual([
      206,
      `bytes ${start}-${end}/${BYTES.length}`,
    ]);
    expect(body.equals(BYTES.subarray(start, end + 1))).toBe(true);
  });

  test('another version is sent whole, one that is known not at all, and HEAD tells of it', async () => {
    expect((await get({ range: 'bytes=0-0', 'if-range': '"other"' })).body.length).toBe(BYTES.length);
    expect((await get({ 'if-none-match': ETAG })).response.status).toBe(304);
    expect((await get({ range: `bytes=${BYTES.length}-` })).response.status).toBe(416);
    const head = await fetch(url, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(BYTES.length)]);
  });

  test('a preview is shown with its file, and fetched as it is', async () => {
    const file = await save('table.xlsx', Buffer.from('zip'), { generator: 'pressroom-xlsx/1' });
    const address = `${service.api.url}/api/jobs/${lease.jobId}/artifacts/table.xlsx/preview`;
    expect((await call(service.api, 'GET', new URL(address).pathname)).json).toMatchObject({
      code: 'not-found',
      detail: 'The file has no preview.',
    });
    const rows = Buffer.from(JSON.stringify({ tables: [] }));
    await save('rows.json', rows, { mediaType: 'application/json', previewOf: file.id });
    const preview = { url: new URL(address).pathname, mediaType: 'application/json' };
    const list = await call(service.api, 'GET', `/api/jobs/${lease.jobId}/artifacts`);
    expect(list.json.items).toEqual([
      expect.objectContaining({ name: 'report.pdf', preview: null, generator: null }),
      expect.objectContaining({ name: 'table.xlsx', preview, generator: 'pressroom-xlsx/1' }),
    ]);
    const events = await call(service.api, 'GET', `/api/jobs/${lease.jobId}/events`, {
      headers: { Accept: 'application/json' },
    });
    expect(events.json.items.at(-1)).toMatchObject({
      type: 'artifact',
      data: { id: file.id, name: 'table.xlsx', preview },
    });

    const { response, body } = await get({ range: 'bytes=0-1' }, address);
    expect([response.status, body.equals(rows)]).toEqual([200, true]);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'content-disposition': 'inline; filename=rows.json',
      'x-content-type-options': 'nosniff',
      'content-length': String(rows.length),
    });
    const etag = response.headers.get('etag')!;
    expect((await get({ 'if-none-match': etag }, address)).response.status).toBe(304);
    const head = await fetch(address, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(rows.length)]);
    expect((await get({}, address.replace('table', 'other'))).response.status).toBe(404);
  });

  test('a file whose bytes are lost is told of in a sentence, before anything of it is sent', async () => {
    const saved = await save('lost.pdf', randomBytes(1_000));
    await service.api.context.core.blobs.active.remove([saved.blobId]);
    const answer = await call(service.api, 'GET', `/api/jobs/${lease.jobId}/artifacts/lost.pdf`);
    expect(answer).toMatchObject({
      status: 503,
      json: { code: 'unavailable', detail: expect.stringMatching(/^The .*file\.$/) },
    });
    for (const name of ['etag', 'repr-digest', 'content-disposition', 'accept-ranges'])
      expect(answer.headers.get(name)).toBeNull();
  });

  test('nothing of a deleted job stays', async () => {
    await settleJob(service.api.context.core, 'pdf', lease, { kind: 'complete', result: null, mainArtifactId: null });
    expect(await service.left()).toEqual([0, 4, expect.any(Number)]);
    expect((await call(service.api, 'DELETE', `/api/jobs/${lease.jobId}`)).status).toBe(204);
    expect(await service.left()).toEqual([0, 0, 0]);
  });
});
