import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createApiKey } from '../../../src/access/api-keys.ts';
import type { Scope } from '../../../src/access/principal.ts';
import { openFile } from '../../../src/files/open-file.ts';
import { pruneUploads } from '../../../src/files/remove-uploads.ts';
import { call, finishNext, startNext, type Answer } from '../calls.ts';
import { startUploadService, upload, type UploadService } from './upload-service.ts';

/** Uploads and the jobs that read them. */

const BYTES = randomBytes(1_000);

let service: UploadService;
let ada: string;
let bob: string;
let all: string;
let stranger: string;
beforeAll(async () => {
  service = await startUploadService('postgres', { authRequired: true });
  ada = await keyOf('acme', 'ada');
  bob = await keyOf('acme', 'bob');
  all = await keyOf('acme', null);
  stranger = await keyOf('other', null);
});
beforeEach(async () => {
  const { pool } = service.api.context.core;
  await pool.query('delete from pressroom.document_jobs');
  await pool.query('delete from pressroom.idempotency_keys');
  await pool.query('delete from pgboss.job');
  await pool.query('delete from pressroom.uploads');
  await pool.query('delete from pressroom.blobs');
});
afterAll(() => service.close());

async function keyOf(tenant: string, userId: string | null): Promise<string> {
  const scopes: Scope[] = [
    'uploads:write',
    'uploads:read',
    'jobs:create',
    'jobs:read',
    'jobs:cancel',
    'artifacts:read',
  ];
  const request = { name: 'test', tenant, userId, scopes, expiresInDays: null };
  return (await createApiKey(service.api.context.core.pool, request)).key;
}

const as = (key: string, more: Record<string, string> = {}) => ({
  headers: { Authorization: `Bearer ${key}`, ...more },
});

async function uploaded(key: string): Promise<string> {
  const answer = await upload(service.api, BYTES, as(key));
  expect(answer.status).toBe(201);
  return answer.json.id as string;
}

const importOf = (uploadId: string, more: object = {}) => ({ type: 'bulk_import', input: { uploadId }, ...more });
const create = (key: string, body: object, headers: Record<string, string> = {}): Promise<Answer> =>
  call(service.api, 'POST', '/api/jobs', { ...as(key, headers), body });
const get = (key: string, id: string): Promise<Answer> => call(service.api, 'GET', `/api/uploads/${id}`, as(key));
const remove = (key: string, id: string): Promise<Answer> => call(service.api, 'DELETE', `/api/uploads/${id}`, as(key));

test('an upload is its sender’s, and of those who see all of the tenant', async () => {
  const id = await uploaded(ada);
  expect((await get(ada, id)).json).toMatchObject({ id, userId: 'ada' });
  expect((await get(all, id)).status).toBe(200);
  for (const key of [bob, stranger]) {
    expect((await get(key, id)).json).toMatchObject({ code: 'not-found', detail: 'There is no such upload.' });
    expect((await remove(key, id)).status).toBe(404);
  }
  for (const none of [randomUUID(), 'no-id']) expect((await get(ada, none)).status).toBe(404);
  expect((await remove(ada, id)).status).toBe(204);
  expect((await get(ada, id)).status).toBe(404);
  expect(await service.left()).toEqual([0, 0, 0]);
});

describe('what an input names must be there for its sender', () => {
  test('an upload of nobody, of another user, of another tenant: all the same 422', async () => {
    const answers = [
      await create(ada, importOf(randomUUID())),
      await create(ada, importOf(await uploaded(bob))),
      await create(ada, importOf(await uploaded(stranger))),
      await create(ada, importOf(await uploaded(all))),
      await create(all, importOf(await uploaded(bob), { userId: 'ada' })),
    ];
    for (const answer of answers) {
      expect(answer).toMatchObject({
        status: 422,
        json: {
          code: 'validation-failed',
          errors: [{ pointer: '/input/uploadId', detail: 'names an upload that there is not' }],
        },
      });
    }
    expect((await call(service.api, 'GET', '/api/jobs', as(all))).json.items).toEqual([]);
  });

  test('a service may give its own upload, or a user’s own, to a job for that user', async () => {
    const own = await uploaded(all);
    const theirs = await uploaded(ada);
    expect((await create(all, importOf(own, { userId: 'ada' }))).status).toBe(202);
    expect((await create(all, importOf(theirs.toUpperCase(), { userId: 'ada' }))).status).toBe(202);
    const { core } = service.api.context;
    const opened = await Promise.all(
      [own, theirs].map((uploadId) => openFile(core, { tenant: 'acme', userId: 'ada' }, { uploadId })),
    );
    expect(opened.map((file) => file?.name)).toEqual(['a.bin', 'a.bin']);
    expect(await openFile(core, { tenant: 'acme', userId: 'bob' }, { uploadId: theirs })).toBeNull();
  });

  test('a file of a job, and a data set', async () => {
    const source = { artifact: { jobId: randomUUID(), name: 'a.png' } };
    const answer = await create(ada, { type: 'pdf', input: { blocks: [{ type: 'image', source, alt: 'A picture' }] } });
    expect(answer.status).toBe(422);
    expect(answer.json.errors).toEqual([
      { pointer: '/input/blocks/0/source/artifact', detail: 'names a file of a job that there is not' },
    ]);
    const rows = await create(ada, {
      type: 'data_export',
      input: { files: [{ name: 'a', format: 'csv', source: { type: 'dataset', datasetId: randomUUID() } }] },
    });
    expect(rows.json.errors).toEqual([
      { pointer: '/input/files/0/source/datasetId', detail: 'names a data set that there is not' },
    ]);
  });
});

describe('an upload that a job reads', () => {
  test('stays until the job is finished', async () => {
    const id = await uploaded(ada);
    const job = (await create(ada, importOf(id))).json;
    expect(await remove(ada, id)).toMatchObject({ status: 409, json: { code: 'conflict' } });
    await startNext(service.api, 'bulk_import');
    expect((await remove(ada, id)).status).toBe(409);
    await call(service.api, 'POST', `/api/jobs/${job.id}/cancel`, as(ada));
    expect((await remove(ada, id)).status).toBe(409);
    await service.api.context.core.pool.query('delete from pressroom.document_jobs');
    expect((await remove(ada, id)).status).toBe(204);
  });

  test('is kept past its time, and goes when the job has ended', async () => {
    const { core } = service.api.context;
    const id = await uploaded(ada);
    await create(ada, importOf(id));
    const free = await uploaded(ada);
    expect(await pruneUploads(core)).toBe(0);
    await core.pool.query(`update pressroom.uploads set expires_at = now() - interval '1 s'`);
    expect(await pruneUploads(core)).toBe(1);
    expect([(await get(ada, id)).status, (await get(ada, free)).status]).toEqual([200, 404]);
    await finishNext(service.api, 'bulk_import', { failure: 'not today' });
    expect(await pruneUploads(core)).toBe(1);
    expect(await service.left()).toEqual([0, 0, 0]);
  });

  test('is read by the job’s retry too; one that is gone makes a retry impossible', async () => {
    const id = await uploaded(ada);
    const job = (await create(ada, importOf(id))).json;
    await finishNext(service.api, 'bulk_import', { failure: 'not today' });
    const retried = await call(service.api, 'POST', `/api/jobs/${job.id}/retry`, as(ada));
    expect(retried.status).toBe(202);
    expect((await remove(ada, id)).status).toBe(409);
    await finishNext(service.api, 'bulk_import', { failure: 'nor today' });
    expect((await remove(ada, id)).status).toBe(204);
    const again = await call(service.api, 'POST', `/api/jobs/${retried.json.id}/retry`, as(ada));
    expect(again).toMatchObject({
      status: 409,
      json: { detail: 'An upload that the job reads is gone. Send the file again, and make a new job.' },
    });
    expect((await call(service.api, 'GET', `/api/jobs/${retried.json.id}`, as(ada))).json.retriedAs).toBeNull();
  });

  test('may be gone when the same request comes again: it is answered with its job', async () => {
    const id = await uploaded(ada);
    const key = { 'Idempotency-Key': 'one' };
    const first = await create(ada, importOf(id), key);
    await finishNext(service.api, 'bulk_import', { failure: 'not today' });
    expect((await remove(ada, id)).status).toBe(204);
    const again = await create(ada, importOf(id), key);
    expect([again.status, again.json.id, again.headers.get('idempotency-replayed')]).toEqual([
      202,
      first.json.id,
      'true',
    ]);
    expect(await create(ada, importOf(id, { title: 'Other' }), key)).toMatchObject({
      status: 422,
      json: { code: 'idempotency-key-reused' },
    });
    expect((await create(ada, importOf(id), { 'Idempotency-Key': 'two' })).status).toBe(422);
  });

  test('deleted in the moment of the create: either there is a job that has it, or neither', async () => {
    for (let round = 0; round < 10; round += 1) {
      const id = await uploaded(ada);
      const [created, removed] = await Promise.all([create(ada, importOf(id)), remove(ada, id)]);
      expect([
        [202, 409],
        [422, 204],
        [409, 204],
      ]).toContainEqual([created.status, removed.status]);
    }
  });
});
