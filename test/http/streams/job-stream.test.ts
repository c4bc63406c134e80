import { request } from 'node:http';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { addLog, reportProgress } from '../../../src/jobs/lease.ts';
import type { LeaseKey } from '../../../src/jobs/lease-store.ts';
import { deleteJob } from '../../../src/jobs/remove-jobs.ts';
import { streamHub } from '../../../src/http/streams/stream-hub.ts';
import { isEvent, openStream, seqsOf, type SseClient } from './sse-client.ts';
import { completeJob, createJob, startJobs, startStreamService, type StreamService } from './stream-service.ts';

const OPEN_VIEWER = { tenant: 'default', userId: null, sessionId: null, jobIds: null };

let service: StreamService;
const clients: SseClient[] = [];

beforeAll(async () => {
  service = await startStreamService();
});
afterEach(() => clients.splice(0).forEach((client) => client.close()));
afterAll(() => service.close());

describe('the stream of a job', () => {
  test('begins with a snapshot, replays, goes live and ends after the last event', async () => {
    const lease = await startJob();
    const client = await open(lease.jobId);
    expect(client.status).toBe(200);
    expect(client.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(client.headers.get('cache-control')).toBe('no-store, no-transform');
    expect(client.headers.get('x-accel-buffering')).toBe('no');
    expect(client.headers.get('content-encoding')).toBeNull();

    await client.until(isEvent('caught-up'));
    await reportProgress(service.core, lease, { percent: 40, stage: 'writing' });
    await client.until(isEvent('progress'));
    await completeJob(service, lease);
    await client.closed;

    const [retry, ...frames] = client.frames;
    expect(Number(retry?.retry)).toBeGreaterThanOrEqual(1_000);
    expect(frames.map(({ event, id }) => [event, id])).toEqual([
      ['snapshot', undefined],
      ['status', '1'],
      ['status', '2'],
      ['caught-up', undefined],
      ['progress', '3'],
      ['job-complete', '4'],
      ['end', undefined],
    ]);
    expect(frames[0]?.data).toMatchObject({ id: lease.jobId, status: 'running', lastSeq: 2 });
    expect(frames[3]?.data).toEqual({ lastSeq: 2 });
    expect(frames[4]?.data).toEqual({
      seq: 3,
      type: 'progress',
      jobId: lease.jobId,
      attempt: 1,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      data: { percent: 40, stage: 'writing', message: null },
    });
    expect(frames[6]?.data).toEqual({ reason: 'finished' });
  });

  test('starts after Last-Event-ID, which wins over ?after=', async () => {
    const lease = await startJob();
    const after = await open(lease.jobId, '?after=1');
    await after.until(isEvent('caught-up'));
    expect(seqsOf(after.frames)).toEqual([2]);
    const both = await open(lease.jobId, '?after=0', { 'last-event-id': '2' });
    await both.until(isEvent('caught-up'));
    expect(seqsOf(both.frames)).toEqual([]);
  });

  test('is there for whoever accepts anything', async () => {
    const { jobId } = await startJob();
    const client = await open(jobId, '', { accept: '*/*' });
    expect(client.headers.get('content-type')).toMatch(/^text\/event-stream/);
    await client.until(isEvent('caught-up'));
  });

  test('replays more than is read at a time, once and in order', async () => {
    const lease = await startJob();
    await Promise.all(Array.from({ length: 450 }, () => addLog(service.core, lease, 'info', 'a line')));
    const client = await open(lease.jobId);
    const caughtUp = await client.until(isEvent('caught-up'));
    expect(caughtUp.data).toEqual({ lastSeq: 452 });
    expect(seqsOf(client.frames)).toEqual(Array.from({ length: 452 }, (_, index) => index + 1));
  });

  test('says that the cursor is ahead, and replays from the start', async () => {
    const { jobId } = await startJob();
    for (const cursor of ['3', '999999999999999999']) {
      const client = await open(jobId, '', { 'last-event-id': cursor });
      await client.until(isEvent('caught-up'));
      expect(client.frames.map(({ event }) => event)).toEqual([
        undefined,
        'snapshot',
        'gap',
        'status',
        'status',
        'caught-up',
      ]);
      expect(client.frames[2]?.data).toEqual({ reason: 'ahead', after: Number(cursor), earliest: 1 });
    }
  });

  test('says that events after the cursor are gone', async () => {
    const lease = await startJob();
    await addLog(service.core, lease, 'info', 'a line');
    await service.core.pool.query('delete from pressroom.job_events where job_id = $1 and seq = 2', [lease.jobId]);
    const client = await open(lease.jobId, '?after=1');
    const gap = await client.until(isEvent('gap'));
    expect(gap.data).toEqual({ reason: 'expired', after: 1, earliest: 3 });
    await client.until(isEvent('caught-up'));
    expect(seqsOf(client.frames)).toEqual([3]);
    expect(await page(lease.jobId, '?after=1')).toMatchObject({ status: 410, body: { code: 'cursor-expired' } });
  });

  test('of a finished job: all of it for a new client, 204 for one that has seen the last event', async () => {
    const lease = await startJob();
    await completeJob(service, lease);
    const client = await open(lease.jobId);
    await client.closed;
    expect(client.frames.map(({ event }) => event)).toEqual([
      undefined, 'snapshot', 'status', 'status', 'job-complete', 'caught-up', 'end',
    ]); // prettier-ignore
    expect((await open(lease.jobId, '', { 'last-event-id': '3' })).status).toBe(204);
    expect((await open(lease.jobId, '', { 'last-event-id': '2' })).status).toBe(200);
  });

  test('ends when the job is removed under it', async () => {
    const { jobId } = await startJob();
    const client = await open(jobId);
    await client.until(isEvent('caught-up'));
    await service.core.pool.query('delete from pressroom.document_jobs where id = $1', [jobId]);
    await client.closed;
    expect(client.frames.at(-1)).toEqual({ event: 'end', data: { reason: 'deleted' } });
  });

  test('is refused when the process has too many', async () => {
    const { jobId } = await startJob();
    const hub = streamHub(service.context);
    await untilNoStreamIsOpen();
    hub.openStreams = 5_000;
    const refused = await fetch(eventsUrl(jobId));
    hub.openStreams = 0;
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(await refused.json()).toMatchObject({ code: 'unavailable' });
  });

  test('leaves nothing behind when the client goes away', async () => {
    const { jobId } = await startJob();
    const client = await open(jobId);
    await client.until(isEvent('caught-up'));
    expect(streamHub(service.context).openStreams).toBeGreaterThan(0);
    client.close();
    await untilNoStreamIsOpen();
  });
});

describe('a cursor that is none is 400', () => {
  test.each([
    ['a word', 'abc'],
    ['negative', '-1'],
    ['a fraction', '1.5'],
    ['hexadecimal', '0x10'],
    ['with a space', '1 '],
    ['of too many digits', `1${'0'.repeat(30)}`],
    ['as long as a book', '1'.repeat(5_000)],
    ['of another script', '１'],
    ['nothing', ''],
  ])('%s', async (_name, text) => {
    const { jobId } = await startJob();
    const query = await page(jobId, `?after=${encodeURIComponent(text)}`);
    expect(query).toMatchObject({ status: 400, body: { code: 'invalid-parameter' } });
    if (text.trim() !== text || !/^[ -~]*$/.test(text)) return; // no header could carry it
    const stream = await fetch(eventsUrl(jobId), { headers: { 'last-event-id': text } });
    expect(stream.status).toBe(400);
    expect(await stream.json()).toMatchObject({ code: 'invalid-parameter' });
  });

  test('two of them', async () => {
    const { jobId } = await startJob();
    const sent = request(eventsUrl(jobId), { headers: { 'Last-Event-ID': ['1', '2'] } }).end();
    const [response] = await once(sent, 'response');
    response.resume();
    expect(response.statusCode).toBe(400);
  });
});

describe('the page of events', () => {
  test('goes on where the last one ended', async () => {
    const lease = await startJob();
    await addLog(service.core, lease, 'info', 'a line');
    const first = await page(lease.jobId, '?pageSize=2');
    expect(first).toMatchObject({ status: 200, body: { items: [{ seq: 1 }, { seq: 2 }], lastSeq: 3, hasMore: true } });
    const second = await page(lease.jobId, '?pageSize=2&after=2');
    expect(second).toMatchObject({ status: 200, body: { items: [{ seq: 3 }], lastSeq: 3, hasMore: false } });
    const third = await page(lease.jobId, '?after=3');
    expect(third).toMatchObject({ status: 200, body: { items: [], lastSeq: 3, hasMore: false } });
  });

  test('has the events as the stream has them', async () => {
    const lease = await startJob();
    await completeJob(service, lease);
    const client = await open(lease.jobId);
    await client.closed;
    const streamed = client.frames.flatMap(({ id, data }) => (id === undefined ? [] : [data]));
    expect((await page(lease.jobId)).body).toMatchObject({ items: streamed });
  });

  test('is 409 for a cursor that is ahead', async () => {
    const { jobId } = await startJob();
    expect(await page(jobId, '?after=3')).toMatchObject({ status: 409, body: { code: 'cursor-ahead' } });
  });
});

test('what is neither stream nor JSON is 406', async () => {
  const { jobId } = await startJob();
  expect((await fetch(eventsUrl(jobId), { headers: { accept: 'image/png' } })).status).toBe(406);
});

test('HEAD shows the headers and ends', async () => {
  const { jobId } = await startJob();
  const response = await fetch(eventsUrl(jobId), { method: 'HEAD' });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
});

test('a job that never was is 404, one that was deleted 410, and one of another tenant was never there', async () => {
  const lease = await startJob();
  await completeJob(service, lease);
  expect(await deleteJob(service.core, OPEN_VIEWER, lease.jobId)).toBe('deleted');
  expect((await fetch(eventsUrl(lease.jobId))).status).toBe(410);
  const foreign = await createJob(service, { tenant: 'other', type: 'document' });
  for (const id of [foreign, 'no-id', '019aa5c2-7d10-7c3e-9a55-3f1c8d2b6e01']) {
    expect(await page(id)).toMatchObject({ status: 404, body: { code: 'not-found' } });
  }
});

test('when every hint is lost, the sweep delivers', async () => {
  const silent = await startStreamService({ losesHints: true });
  const [lease] = await startJobs(silent, 1);
  if (!lease) throw new Error('no lease');
  const job = await openStream(`${silent.url}/api/jobs/${lease.jobId}/events`);
  const feed = await openStream(`${silent.url}/api/events`);
  await Promise.all([job.until(isEvent('caught-up')), feed.until(isEvent('caught-up'))]);
  await addLog(silent.core, lease, 'info', 'nobody is told');
  await Promise.all([job.until(isEvent('log')), feed.until(isEvent('log'))]);
  expect(seqsOf(job.frames)).toEqual([1, 2, 3]);
  expect(seqsOf(feed.frames)).toEqual([1, 2, 3]);
  feed.close();
  job.close();
  await silent.close();
});

async function startJob(): Promise<LeaseKey> {
  const [lease] = await startJobs(service, 1);
  if (!lease) throw new Error('no job was claimed');
  return lease;
}

function eventsUrl(jobId: string, query = ''): string {
  return `${service.url}/api/jobs/${jobId}/events${query}`;
}

async function open(jobId: string, query = '', headers: Record<string, string> = {}): Promise<SseClient> {
  const client = await openStream(eventsUrl(jobId, query), headers);
  clients.push(client);
  return client;
}

async function page(jobId: string, query = ''): Promise<{ status: number; body: unknown }> {
  const response = await fetch(eventsUrl(jobId, query), { headers: { accept: 'application/json' } });
  return { status: response.status, body: await response.json() };
}

/** The server hears of a client's end a moment later. */
async function untilNoStreamIsOpen(): Promise<void> {
  while (streamHub(service.context).openStreams > 0) await new Promise((resolve) => setImmediate(resolve));
}
