import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createStreamToken } from '../../../src/access/stream-tokens.ts';
import { readFeedHead } from '../../../src/jobs/event-feed.ts';
import { addLog } from '../../../src/jobs/lease.ts';
import type { LeaseKey } from '../../../src/jobs/lease-store.ts';
import { deleteJob } from '../../../src/jobs/remove-jobs.ts';
import { isEvent, openStream, type Frame, type SseClient } from './sse-client.ts';
import { completeJob, createJob, startJobs, startStreamService, type StreamService } from './stream-service.ts';

const OPEN_VIEWER = { tenant: 'default', userId: null, sessionId: null, jobIds: null };

interface SnapshotPiece {
  items: { id: string }[];
  hasMore: boolean;
}

let service: StreamService;
const clients: SseClient[] = [];

beforeAll(async () => {
  service = await startStreamService();
});
afterEach(() => clients.splice(0).forEach((client) => client.close()));
afterAll(() => service.close());

describe('the stream over many jobs', () => {
  test('begins with the active jobs, replays, goes live and names the job of each event', async () => {
    const [one, two] = await startTwo();
    await untilNumbered();
    const client = await open(only(one, two));
    const snapshot = await client.until(isEvent('snapshot'));
    const ids = (snapshot.data as { items: { id: string }[] }).items.map(({ id }) => id);
    expect(ids.toSorted()).toEqual([one.jobId, two.jobId].toSorted());
    expect(snapshot.data).toMatchObject({ hasMore: false });

    const caughtUp = await client.until(isEvent('caught-up'));
    expect(caughtUp.data).toEqual({ cursor: client.frames.findLast(({ id }) => id)?.id });
    await addLog(service.core, two, 'info', 'a line');
    const log = await client.until(isEvent('log'));
    expect(log.data).toMatchObject({ jobId: two.jobId, seq: 3, cursor: log.id, data: { message: 'a line' } });
    expect(seqsByJob(client.frames)).toEqual({ [one.jobId]: [1, 2], [two.jobId]: [1, 2, 3] });
  });

  test('shows many active jobs in pieces, newest first, each once', async () => {
    const made: string[] = [];
    for (let count = 0; count < 45; count += 1) made.push(await createJob(service, { type: 'presentation' }));
    const client = await open('?type=presentation&after=latest');
    await client.until(isEvent('caught-up'));
    const pieces = client.frames.filter(isEvent('snapshot')).map(({ data }) => data as SnapshotPiece);
    expect(pieces.map(({ items, hasMore }) => [items.length, hasMore])).toEqual([
      [20, true],
      [20, true],
      [5, false],
    ]);
    expect(pieces.flatMap(({ items }) => items.map(({ id }) => id))).toEqual(made.toReversed());
  });

  test('goes on after the end of a job', async () => {
    const [one, two] = await startTwo();
    const client = await open(only(one, two));
    await completeJob(service, one);
    await client.until(isEvent('job-complete'));
    await addLog(service.core, two, 'info', 'a line');
    await client.until(isEvent('log'));
    expect(client.frames.some(isEvent('end'))).toBe(false);
  });

  test('starts after the cursor of the last frame, also when the filter is another', async () => {
    const [one, two] = await startTwo();
    const first = await open(only(one));
    const last = await first.until(({ data }) => (data as { seq?: number } | undefined)?.seq === 2);
    await addLog(service.core, one, 'info', 'later');
    await addLog(service.core, two, 'info', 'later');
    await untilNumbered();
    const second = await open(`${only(one, two)}&after=v1.0`, { 'last-event-id': String(last.id) });
    await second.until(isEvent('caught-up'));
    expect(seqsByJob(second.frames)[one.jobId]).toEqual([3]);
    expect(seqsByJob(second.frames)[two.jobId]).toContain(3);
  });

  test('after=latest leaves the past out', async () => {
    const [one] = await startTwo();
    await untilNumbered();
    const client = await open('?after=latest');
    await client.until(isEvent('caught-up'));
    await addLog(service.core, one, 'info', 'now');
    await client.until(isEvent('log'));
    expect(seqsByJob(client.frames)).toEqual({ [one.jobId]: [3] });
  });

  test('after=latest loses nothing that happens while the snapshot is being read', async () => {
    const [one] = await startTwo();
    await untilNumbered();
    const { pool } = service.core;
    const { query } = pool;
    pool.query = async <Row extends object>(text: string, values?: unknown[]) => {
      const rows = await query<Row>(text, values);
      if (!text.includes('finished_at > pressroom.clock()')) return rows;
      pool.query = query;
      await addLog(service.core, one, 'info', 'meanwhile');
      await untilNumbered();
      return rows;
    };
    const client = await open('?after=latest');
    await client.until(isEvent('caught-up'));
    expect(seqsByJob(client.frames)).toEqual({ [one.jobId]: [3] });
  });

  test('says that the cursor is ahead, and replays from the start', async () => {
    const [one] = await startTwo();
    await untilNumbered();
    const client = await open(only(one), { 'last-event-id': 'v1.999999999999' });
    const gap = await client.until(isEvent('gap'));
    expect(gap.data).toEqual({ reason: 'ahead', cursor: expect.stringMatching(/^v1\.0/) });
    await client.until(isEvent('caught-up'));
    expect(seqsByJob(client.frames)).toEqual({ [one.jobId]: [1, 2] });
  });

  test('says that events after the cursor were pruned, and goes on with the rest', async () => {
    const { keptId, cursor } = await pruneBetween();
    const client = await open('', { 'last-event-id': cursor });
    const gap = await client.until(isEvent('gap'));
    expect(gap.data).toEqual({ reason: 'expired', cursor: expect.stringMatching(/^v1\./) });
    await client.until(isEvent('caught-up'));
    expect(seqsByJob(client.frames)).toEqual({ [keptId]: [3] });
    expect(client.frames.filter(isEvent('gap'))).toHaveLength(1);
    const lastId = String(client.frames.findLast(({ id }) => id)?.id);
    const again = await open('', { 'last-event-id': lastId });
    await again.until(isEvent('caught-up'));
    expect(again.frames.some(isEvent('gap'))).toBe(false);
  });

  test('shows a credential no more than it may see', async () => {
    const ada = await createJob(service, { userId: 'ada', type: 'document' });
    await createJob(service, { userId: 'bob', type: 'document' });
    await createJob(service, { userId: 'ada', tenant: 'other', type: 'document' });
    await untilNumbered();
    const view = { tenant: 'default', userId: 'ada', sessionId: null, jobIds: null };
    const { token } = await createStreamToken(service.core.pool, view, 60);
    const client = await open(`?streamToken=${token}`);
    await client.until(isEvent('caught-up'));
    expect(seqsByJob(client.frames)).toEqual({ [ada]: [1] });
    expect(await page(`?streamToken=${token}&userId=bob`)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect(await page(`?userId=ada&type=pdf`)).toMatchObject({ body: { items: [] } });
    expect(await page(`?userId=ada&type=document`)).toMatchObject({ body: { items: [{ jobId: ada }] } });
  });
});

describe('a cursor that is none is 400', () => {
  test.each([
    'abc',
    '1',
    'v1.',
    'v1.-1',
    'v1.01',
    'v2.1',
    'v1.1.',
    'v1.1.1.1',
    'v1.1.0123456789ab',
    'v2.0.0123456789ab',
    'v2.1.0123456789a',
    'v2.1.0123456789AB',
    'v2.1.0123456789ab.0',
    `v1.${'9'.repeat(16)}`,
    'MTIz',
    'v1.1 ',
  ])('%s', async (text) => {
    expect(await page(`?after=${encodeURIComponent(text)}`)).toMatchObject({
      status: 400,
      body: { code: 'invalid-parameter' },
    });
  });

  test('latest as Last-Event-ID', async () => {
    const response = await fetch(`${service.url}/api/events`, { headers: { 'last-event-id': 'latest' } });
    expect(response.status).toBe(400);
  });
});

describe('the page over many jobs', () => {
  test('goes on where the last one ended', async () => {
    const [one, two] = await startTwo();
    await untilNumbered();
    const seen: string[] = [];
    let cursor = '';
    for (let hasMore = true; hasMore;) {
      const { body } = await page(`${only(one, two)}&pageSize=1${cursor}`);
      const { items, nextCursor, ...rest } = body as {
        items: { jobId: string; seq: number }[];
        nextCursor: string;
        hasMore: boolean;
      };
      expect(items.length).toBeLessThanOrEqual(1);
      seen.push(...items.map(({ jobId, seq }) => `${jobId} ${seq}`));
      cursor = `&after=${nextCursor}`;
      hasMore = rest.hasMore;
    }
    expect(seen.toSorted()).toEqual([one, two].flatMap(({ jobId }) => [`${jobId} 1`, `${jobId} 2`]).toSorted());
    expect(await page(`${only(one, two)}${cursor}`)).toMatchObject({
      status: 200,
      body: { items: [], hasMore: false },
    });
  });

  test('is held until there is an event for it, where that is preferred', async () => {
    const [one, two] = await startTwo();
    await untilNumbered();
    const { body } = await page(`${only(one)}&after=latest`);
    const { nextCursor } = body as { nextCursor: string };
    const held = fetch(`${service.url}/api/events${only(one)}&after=${nextCursor}`, {
      headers: { accept: 'application/json', prefer: 'wait=60' },
    });
    await addLog(service.core, two, 'info', 'of no interest');
    await untilNumbered();
    await addLog(service.core, one, 'info', 'at last');
    const answer = await held;
    expect(answer.headers.get('preference-applied')).toBe('wait=60');
    expect(await answer.json()).toMatchObject({ items: [{ jobId: one.jobId, seq: 3 }] });
  });

  test('is empty when the wait is over, and goes on from as far as was looked at', async () => {
    const [one, two] = await startTwo();
    await untilNumbered();
    await addLog(service.core, two, 'info', 'of no interest');
    await untilNumbered();
    const headers = { accept: 'application/json', prefer: 'wait=0' };
    const answer = await fetch(`${service.url}/api/events${only(one)}`, { headers });
    const { nextCursor } = (await answer.json()) as { nextCursor: string };
    const after = await fetch(`${service.url}/api/events${only(one)}&after=${nextCursor}`, { headers });
    expect(await after.json()).toMatchObject({ items: [], hasMore: false });
  });

  test('is 409 for a cursor that is ahead, 410 for one after which events were pruned', async () => {
    expect(await page('?after=v1.999999999999')).toMatchObject({ status: 409, body: { code: 'cursor-ahead' } });
    const { cursor } = await pruneBetween();
    expect(await page(`?after=${cursor}`)).toMatchObject({ status: 410, body: { code: 'cursor-expired' } });
  });

  test('can be read to its end by who begins anew, although events were pruned in between', async () => {
    const { keptId } = await pruneBetween();
    const { body } = await page(`?jobId=${keptId}&pageSize=1`);
    const { nextCursor } = body as { nextCursor: string };
    expect(await page(`?jobId=${keptId}&after=${nextCursor}`)).toMatchObject({ status: 200 });
  });
});

/** Events of two jobs after the cursor: of one that is then deleted, and of one that is kept. */
async function pruneBetween(): Promise<{ keptId: string; cursor: string }> {
  const [kept, doomed] = await startTwo();
  await untilNumbered();
  const { lastPos } = await readFeedHead(service.core.pool, 'default');
  await addLog(service.core, kept, 'info', 'kept');
  await completeJob(service, doomed);
  await untilNumbered();
  expect(await deleteJob(service.core, OPEN_VIEWER, doomed.jobId)).toBe('deleted');
  return { keptId: kept.jobId, cursor: `v1.${lastPos}` };
}

async function startTwo(): Promise<[LeaseKey, LeaseKey]> {
  const [one, two] = await startJobs(service, 2);
  if (!one || !two) throw new Error('no two jobs were claimed');
  return [one, two];
}

function only(...leases: LeaseKey[]): string {
  return `?${leases.map(({ jobId }) => `jobId=${jobId}`).join('&')}`;
}

async function open(query: string, headers: Record<string, string> = {}): Promise<SseClient> {
  const client = await openStream(`${service.url}/api/events${query}`, headers);
  clients.push(client);
  return client;
}

async function page(query: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${service.url}/api/events${query}`, { headers: { accept: 'application/json' } });
  return { status: response.status, body: await response.json() };
}

/** Waits until every event has its place in the feed. */
async function untilNumbered(): Promise<void> {
  for (;;) {
    const [row] = await service.core.pool.query<{ left: number }>(
      'select count(*) as left from pressroom.job_events where feed_pos is null',
    );
    if (row?.left === 0) return;
  }
}

function seqsByJob(frames: Frame[]): Record<string, number[]> {
  const seqs: Record<string, number[]> = {};
  for (const { id, data } of frames) {
    if (id === undefined) continue;
    const { jobId, seq } = data as { jobId: string; seq: number };
    (seqs[jobId] ??= []).push(seq);
  }
  return seqs;
}
