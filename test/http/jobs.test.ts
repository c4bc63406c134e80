import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { saveArtifact } from '../../src/jobs/save-artifact.ts';
import { settleJob } from '../../src/jobs/settle-job.ts';
import { forgetWorker, recordWorker } from '../../src/jobs/worker-registry.ts';
import { startApi, type TestApi } from '../helpers/api.ts';
import { call, createdJob, finishNext, PDF_JOB, startNext } from './calls.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

describe('create, get, list', () => {
  test('a job is stored, answered with 202 and its address, and read back as it was sent', async () => {
    const body = {
      ...PDF_JOB,
      title: 'Three films',
      priority: 7,
      userId: 'ada',
      sessionId: 'chat-1',
      messageId: 'm-1',
      tags: ['weather', 'draft'],
      metadata: { copies: 2, deep: { a: [1, null, true] } },
      maxAttempts: 5,
    };
    const created = await call(api, 'POST', '/api/jobs', { body: { ...body, startWithinSeconds: 60 } });
    expect(created.status).toBe(202);
    expect(created.headers.get('location')).toBe(`/api/jobs/${created.json.id}`);
    expect(created.headers.get('retry-after')).toBe('1');
    expect(created.headers.get('etag')).toMatch(/^W\/"1-[0-9a-f]{8}\.no-worker"$/);
    expect(created.headers.get('cache-control')).toBe('no-store');
    expect(created.headers.get('x-content-type-options')).toBe('nosniff');
    expect(created.headers.has('x-powered-by')).toBe(false);

    const read = await call(api, 'GET', created.json.links.self);
    expect(read.status).toBe(200);
    expect(read.json).toMatchObject({
      ...body,
      status: 'queued',
      attempt: 0,
      result: null,
      error: null,
      artifacts: [],
      lastSeq: 1,
    });
    expect(read.json.waiting).toMatchObject({ reason: 'no-worker', estimatedStartAt: null });
    expect(Date.parse(read.json.startDeadlineAt) - Date.parse(read.json.runAt)).toBe(60_000);
    expect(read.json.links).toEqual({
      self: `/api/jobs/${read.json.id}`,
      events: `/api/jobs/${read.json.id}/events`,
      result: null,
      artifacts: `/api/jobs/${read.json.id}/artifacts`,
      cancel: `/api/jobs/${read.json.id}/cancel`,
      retry: null,
    });
  });

  test('lists are newest first, without input and result, and their pages neither skip nor repeat', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1) ids.unshift((await createdJob(api, { userId: 'pager' })).id);
    const seen: string[] = [];
    let next: string | undefined;
    do {
      const page = await call(api, 'GET', `/api/jobs?userId=pager&pageSize=2${next ? `&pageToken=${next}` : ''}`);
      expect(page.status).toBe(200);
      for (const item of page.json.items) {
        expect(item).not.toHaveProperty('input');
        expect(item).not.toHaveProperty('result');
        seen.push(item.id);
      }
      next = page.json.nextPageToken;
    } while (next);
    expect(seen).toEqual(ids);
  });

  test('a list is narrowed by every filter, all at once', async () => {
    const wanted = await createdJob(api, {
      userId: 'f',
      sessionId: 's',
      tags: ['x', 'y'],
      runAt: '2035-01-01T00:00:00z',
    });
    await createdJob(api, { userId: 'f', sessionId: 's', tags: ['x'] });
    const query = new URLSearchParams([
      ['status', 'scheduled'],
      ['status', 'failed'],
      ['type', 'pdf'],
      ['userId', 'f'],
      ['sessionId', 's'],
      ['tag', 'y'],
      ['createdAfter', new Date(Date.now() - 60_000).toISOString()],
      ['createdBefore', new Date(Date.now() + 60_000).toISOString()],
    ]);
    const page = await call(api, 'GET', `/api/jobs?${query.toString()}`);
    expect(page.status).toBe(200);
    expect(page.json.items.map((item: { id: string }) => item.id)).toEqual([wanted.id]);
    expect(page.json.items[0].waiting).toMatchObject({ reason: 'scheduled', dueAt: '2035-01-01T00:00:00.000Z' });
    const other = await call(api, 'GET', `/api/jobs?${query.toString()}&pageSize=1`.replace('tag=y', 'tag=z'));
    expect(other.json).toEqual({ items: [] });
  });

  test('what is going on: live jobs and those that have just finished', async () => {
    const live = await createdJob(api, { sessionId: 'back' });
    const cancelled = await createdJob(api, { sessionId: 'back' });
    await call(api, 'POST', cancelled.links.cancel);
    const active = await call(api, 'GET', '/api/jobs/active?sessionId=back');
    expect(active.json.items.map((item: { id: string; status: string }) => [item.id, item.status])).toEqual([
      [cancelled.id, 'cancelled'],
      [live.id, 'queued'],
    ]);
  });

  test('a start that has just passed means now, one a little ahead is kept', async () => {
    const past = await createdJob(api, { runAt: new Date(Date.now() - 60_000).toISOString() });
    expect(past).toMatchObject({ status: 'queued', runAt: past.createdAt });
    const soon = new Date(Date.now() + 3_600_000).toISOString();
    expect(await createdJob(api, { runAt: soon })).toMatchObject({ status: 'scheduled', runAt: soon });
  });
});

describe('versions and long polls', () => {
  test('304 while nothing has changed, also for the small form, which has the same tag', async () => {
    const job = await createdJob(api);
    for (const path of [job.links.self, `${job.links.self}/status`]) {
      const first = await call(api, 'GET', path);
      const etag = String(first.headers.get('etag'));
      expect(etag).toMatch(/^W\/"1-[0-9a-f]{8}\.no-worker\.\d+"$/);
      expect(first.headers.get('cache-control')).toBe('private, no-cache');
      for (const header of [etag, '*', `"x", ${etag}`, etag.replace('W/', '')]) {
        const again = await call(api, 'GET', path, { headers: { 'If-None-Match': header } });
        expect([again.status, again.text]).toEqual([304, '']);
      }
      expect((await call(api, 'GET', path, { headers: { 'If-None-Match': 'W/"2"' } })).status).toBe(200);
    }
  });

  test('why a job waits is part of its version, although it changes without an event', async () => {
    const { links } = await createdJob(api, { type: 'document' });
    for (const path of [links.self, `${links.self}/status`]) {
      const etag = String((await call(api, 'GET', path)).headers.get('etag'));
      const worker = { id: 'w1', types: ['document'], concurrency: 1, running: 0 };
      await recordWorker(api.context.core.pool, worker);
      const changed = await call(api, 'GET', path, { headers: { 'If-None-Match': etag } });
      expect(changed).toMatchObject({ status: 200, json: { waiting: { reason: 'queued', position: 1 } } });
      expect(changed.headers.get('etag')).toMatch(/^W\/"1-[0-9a-f]{8}\.queued\.1"$/);
      await forgetWorker(api.context.core.pool, worker.id);
    }
    await call(api, 'POST', links.cancel);
  });

  test('a long poll is answered as soon as there is a change, and with 304 when there is none', async () => {
    const job = await createdJob(api);
    const etag = String((await call(api, 'GET', job.links.self)).headers.get('etag'));
    const none = await call(api, 'GET', job.links.self, { headers: { 'If-None-Match': etag, Prefer: 'wait=1' } });
    expect([none.status, none.headers.get('preference-applied')]).toEqual([304, 'wait=1']);
    const poll = call(api, 'GET', job.links.self, { headers: { 'If-None-Match': etag, Prefer: 'wait=20' } });
    await call(api, 'POST', job.links.cancel);
    const changed = await poll;
    const last = String(changed.headers.get('etag'));
    expect([changed.status, changed.json.status, last]).toEqual([200, 'cancelled', expect.stringMatching(/^W\/"2-/)]);
    // A finished job does not change any more: nothing is waited for.
    const done = await call(api, 'GET', job.links.self, { headers: { 'If-None-Match': last, Prefer: 'wait=20' } });
    expect(done.status).toBe(304);
  });

  test('a create that waits is answered with the finished job, or with 202 when it is not done in time', async () => {
    const headers = { Prefer: 'respond-async, wait=1' };
    const late = await call(api, 'POST', '/api/jobs', { body: { ...PDF_JOB, runAt: '2035-01-01T00:00:00Z' }, headers });
    expect([late.status, late.json.status, late.headers.get('preference-applied')]).toEqual([
      202,
      'scheduled',
      'wait=1',
    ]);
    const waiting = call(api, 'POST', '/api/jobs', {
      body: { ...PDF_JOB, type: 'document' },
      headers: { Prefer: 'wait=20' },
    });
    await finishNext(api, 'document', { result: { words: 3 } });
    const finished = await waiting;
    expect(finished.json).toMatchObject({ status: 'completed', result: { words: 3 }, attempt: 1 });
    expect([finished.status, finished.headers.get('preference-applied'), finished.headers.get('retry-after')]).toEqual([
      200,
      'wait=20',
      null,
    ]);
  });
});

describe('the end of a job', () => {
  test('a job that has not started is cancelled at once, one that runs is told to stop', async () => {
    const waiting = await createdJob(api);
    const cancelled = await call(api, 'POST', waiting.links.cancel, { body: { reason: 'not needed' } });
    expect(cancelled.status).toBe(200);
    expect(cancelled.json).toMatchObject({
      status: 'cancelled',
      cancellation: { reason: 'not needed', outcome: 'before-start' },
    });
    expect((await call(api, 'POST', waiting.links.cancel)).json).toEqual(cancelled.json);

    const running = await createdJob(api, { type: 'presentation' });
    await startNext(api, 'presentation');
    const asked = await call(api, 'POST', running.links.cancel);
    expect([asked.status, asked.json.status, asked.json.cancellation.outcome]).toEqual([202, 'cancelling', 'pending']);
    expect(asked.headers.get('location')).toBe(running.links.self);
    expect(
      (await call(api, 'POST', running.links.cancel, { headers: { 'Content-Type': 'application/json' } })).status,
    ).toBe(202);
  });

  test('only a finished job is deleted; afterwards all its addresses are gone', async () => {
    const job = await createdJob(api);
    expect(await call(api, 'DELETE', job.links.self)).toMatchObject({
      status: 409,
      json: { code: 'conflict', detail: expect.stringContaining('queued') },
    });
    await call(api, 'POST', job.links.cancel);
    const deleted = await call(api, 'DELETE', job.links.self);
    expect([deleted.status, deleted.text]).toEqual([204, '']);
    for (const [method, path] of [
      ['GET', job.links.self],
      ['GET', `${job.links.self}/status`],
      ['DELETE', job.links.self],
      ['POST', job.links.cancel],
      ['POST', `${job.links.self}/retry`],
    ] as const) {
      expect(await call(api, method, path)).toMatchObject({ status: 410, json: { code: 'gone' } });
    }
  });

  test('a finished job is retried once, as a new job', async () => {
    const job = await createdJob(api, { title: 'again', tags: ['t'], metadata: { a: 1 } });
    const early = await call(api, 'POST', `${job.links.self}/retry`);
    expect(early).toMatchObject({ status: 409, json: { code: 'conflict' } });
    await call(api, 'POST', job.links.cancel);
    const cancelled = await call(api, 'GET', job.links.self);
    const retried = await call(api, 'POST', `${job.links.self}/retry`);
    expect(retried.status).toBe(202);
    expect(retried.headers.get('location')).toBe(retried.json.links.self);
    expect(retried.json).toMatchObject({
      title: 'again',
      tags: ['t'],
      metadata: { a: 1 },
      input: PDF_JOB.input,
      retriedFrom: job.id,
      status: 'queued',
    });
    const headers = { 'If-None-Match': String(cancelled.headers.get('etag')) };
    const old = await call(api, 'GET', job.links.self, { headers });
    expect(old.json).toMatchObject({ retriedAs: retried.json.id, links: { retry: null } });
    const second = await call(api, 'POST', `${job.links.self}/retry`);
    expect(second).toMatchObject({ status: 409, json: { code: 'already-retried', retriedAs: retried.json.id } });
    expect(second.headers.get('location')).toBe(retried.json.links.self);
  });

  test('cleanup prunes the jobs that are past their retention, and only those', async () => {
    const kept = await createdJob(api);
    await call(api, 'POST', kept.links.cancel);
    const cleaned = await call(api, 'POST', '/api/jobs/cleanup');
    expect(cleaned).toMatchObject({ status: 200, json: { jobs: 0 } });
    expect((await call(api, 'GET', kept.links.self)).status).toBe(200);
  });

  test('a job with a main artifact tells of it as its result', async () => {
    const job = await createdJob(api, { type: 'document' });
    const lease = await startNext(api, 'document');
    const content = (async function* () {
      yield Buffer.from('hello');
    })();
    const saved = await saveArtifact(api.context.core, lease, { name: 'a b.docx', mediaType: 'text/plain', content });
    await settleJob(api.context.core, 'document', lease, {
      kind: 'complete',
      result: null,
      mainArtifactId: saved!.id,
    });
    const { json } = await call(api, 'GET', job.links.self);
    const file = { downloadUrl: `${job.links.self}/artifacts/a%20b.docx`, mediaType: 'text/plain', sizeBytes: 5 };
    expect(json.result).toEqual({ ...file, artifactId: saved!.id, fileName: 'a b.docx', sha256: saved!.sha256 });
    expect(json.artifacts).toEqual([expect.objectContaining({ ...file, id: saved!.id, name: 'a b.docx' })]);
    expect(json.links.result).toBe(`${job.links.self}/result`);
    const [listed] = (await call(api, 'GET', '/api/jobs?status=completed&pageSize=1')).json.items;
    expect(listed.artifacts).toEqual(json.artifacts);
  });

  test('a failed job is an ordinary answer with its error', async () => {
    const job = await createdJob(api, {
      type: 'spreadsheet',
      input: { sheets: [{ name: 'a', columns: [{ header: 'h' }], rows: [] }] },
      maxAttempts: 1,
    });
    await finishNext(api, 'spreadsheet', { failure: 'It did not work.' });
    const read = await call(api, 'GET', job.links.self);
    expect(read).toMatchObject({
      status: 200,
      json: { status: 'failed', error: { code: 'handler-failed', detail: 'It did not work.' } },
    });
  });
});
