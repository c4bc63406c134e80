import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { addLog } from '../../../src/jobs/lease.ts';
import type { LeaseKey } from '../../../src/jobs/lease-store.ts';
import { numberNewEvents } from '../../../src/jobs/sequencer.ts';
import { isEvent, openStream, type Frame, type SseClient } from './sse-client.ts';
import { completeJob, startJobs, startStreamService, type StreamService } from './stream-service.ts';

/**
 * A standby that was behind is promoted, or a backup is restored: the last events are gone as if they had never been,
 * and their numbers are given out again. A reader that saw them is told, and gets what is true now.
 */

/** What there is afterwards in the place of two events: as many, or more. */
const HISTORIES: [string, string[]][] = [
  ['as many', ['other one', 'other two']],
  ['more', ['other one', 'other two', 'other three']],
];

let service: StreamService;
const clients: SseClient[] = [];

beforeAll(async () => {
  service = await startStreamService({ losesHints: true }); // a failover loses them as well
});
afterEach(() => clients.splice(0).forEach((client) => client.close()));
afterAll(() => service.close());

describe('the stream of a job', () => {
  test('tells its reader that what it saw is lost, before anything new has happened', async () => {
    const lease = await startWithLogs('one', 'two');
    const client = await follow(lease.jobId);
    await rewind(lease, 3);
    const gap = await client.until(isEvent('gap'));
    expect(gap.data).toEqual({ reason: 'ahead', after: 4, earliest: 1 });
    await client.until(isSecond('caught-up', client));
    expect(seen(client)).toEqual(['1 status', '2 status', '3 one', '4 two', 'gap', '1 status', '2 status', '3 one']);
    await addLog(service.core, lease, 'info', 'later');
    await client.until(({ data }) => messageOf(data) === 'later');
  });

  test.each(HISTORIES)('tells its reader when others have the lost numbers, %s', async (_, messages) => {
    const lease = await startWithLogs('one', 'two');
    const client = await follow(lease.jobId);
    await rewind(lease, 2, ...messages);
    await breakListener();
    await client.until(({ data }) => messageOf(data) === messages.at(-1));
    expect(seen(client)).toEqual([
      ...['1 status', '2 status', '3 one', '4 two', 'gap', '1 status', '2 status'],
      ...messages.map((message, at) => `${at + 3} ${message}`),
    ]);
  });

  test('tells a client that comes back with a cursor that is ahead, and shows it the rest and the end', async () => {
    const lease = await startWithLogs('one', 'two');
    await rewind(lease, 2);
    const client = await open(`/api/jobs/${lease.jobId}/events`, { 'last-event-id': '4' });
    await client.until(isEvent('caught-up'));
    await completeJob(service, lease);
    await client.until(isEvent('end'));
    expect(seen(client)).toEqual(['gap', '1 status', '2 status', '3 job-complete']);
  });

  test('ends when the job itself is lost', async () => {
    const lease = await startWithLogs('one');
    const client = await follow(lease.jobId);
    await service.core.pool.query('delete from pressroom.document_jobs where id = $1', [lease.jobId]);
    const end = await client.until(isEvent('end'));
    expect(end.data).toEqual({ reason: 'deleted' });
    expect((await fetch(`${service.url}/api/jobs/${lease.jobId}`)).status).toBe(404);
  });
});

describe('the stream over many jobs', () => {
  test('tells its reader that what it saw is lost, before anything new has happened', async () => {
    const lease = await startWithLogs('one', 'two');
    const client = await follow(lease.jobId, `/api/events?jobId=${lease.jobId}`);
    await rewind(lease, 3);
    const gap = await client.until(isEvent('gap'));
    expect(gap.data).toEqual({ reason: 'ahead', cursor: expect.stringMatching(/^v1\.0/) });
    await client.until(isSecond('caught-up', client));
    expect(seen(client)).toEqual(['1 status', '2 status', '3 one', '4 two', 'gap', '1 status', '2 status', '3 one']);
  });

  test.each(HISTORIES)('tells its reader when others have the lost places, %s', async (_, messages) => {
    const lease = await startWithLogs('one', 'two');
    const client = await follow(lease.jobId, `/api/events?jobId=${lease.jobId}`);
    await rewind(lease, 2, ...messages);
    await breakListener();
    await client.until(({ data }) => messageOf(data) === messages.at(-1));
    expect(seen(client)).toEqual([
      ...['1 status', '2 status', '3 one', '4 two', 'gap', '1 status', '2 status'],
      ...messages.map((message, at) => `${at + 3} ${message}`),
    ]);
  });

  test('tells a client that comes back, whoever has the place of its cursor now', async () => {
    const lease = await startWithLogs('one', 'two');
    const first = await follow(lease.jobId, `/api/events?jobId=${lease.jobId}`);
    const cursor = first.frames.findLast(({ id }) => id)?.id ?? '';
    first.close();
    await rewind(lease, 2, 'other one', 'other two', 'other three');
    const client = await open(`/api/events?jobId=${lease.jobId}`, { 'last-event-id': cursor });
    await client.until(isEvent('caught-up'));
    expect(seen(client)).toEqual(['gap', '1 status', '2 status', '3 other one', '4 other two', '5 other three']);
  });

  test('tells a client whose filter let none of the lost events through', async () => {
    const [quiet, busy] = [await startWithLogs(), await startWithLogs('one')];
    const first = await follow(quiet.jobId, `/api/events?jobId=${quiet.jobId}`);
    const { data } = await first.until(isEvent('caught-up'));
    const { cursor } = data as { cursor: string };
    first.close();
    await rewind(busy, 2, 'other one', 'other two');
    const client = await open(`/api/events?jobId=${quiet.jobId}`, { 'last-event-id': cursor });
    await client.until(isEvent('caught-up'));
    expect(seen(client)[0]).toBe('gap');
  });

  test('says nothing to a client that saw only what is still there', async () => {
    const lease = await startWithLogs('one');
    const first = await follow(lease.jobId, `/api/events?jobId=${lease.jobId}`);
    const cursor = first.frames.findLast(({ id }) => id)?.id ?? '';
    first.close();
    await addLog(service.core, lease, 'info', 'two');
    await numberNewEvents(service.core);
    await rewind(lease, 3, 'other two');
    const client = await open(`/api/events?jobId=${lease.jobId}`, { 'last-event-id': cursor });
    await client.until(isEvent('caught-up'));
    expect(seen(client)).toEqual(['4 other two']);
  });

  test('as a page is 409', async () => {
    const lease = await startWithLogs('one', 'two');
    const cursor = (await page(lease)).nextCursor;
    await rewind(lease, 2, 'other one', 'other two', 'other three');
    expect(await page(lease, cursor)).toMatchObject({ code: 'cursor-ahead' });
    await rewind(lease, 2);
    expect(await page(lease, cursor)).toMatchObject({ code: 'cursor-ahead' });
    expect((await page(lease)).items?.map(({ seq }) => seq)).toEqual([1, 2]);
  });
});

/** A job at work whose events have their places in the feed, which ends with them. */
async function startWithLogs(...messages: string[]): Promise<LeaseKey> {
  const [lease] = await startJobs(service, 1);
  if (!lease) throw new Error('no job was claimed');
  for (const message of messages) await addLog(service.core, lease, 'info', message);
  await numberNewEvents(service.core);
  return lease;
}

/** All that the feed has after this event of the job is gone; other events of the job are in its place. */
async function rewind({ jobId }: LeaseKey, lastSeq: number, ...messages: string[]): Promise<void> {
  const client = await service.core.pool.connect();
  await client.query('begin');
  await client.query(
    `delete from pressroom.job_events
     where feed_pos is null or feed_pos > (select feed_pos from pressroom.job_events where job_id = $1 and seq = $2)`,
    [jobId, lastSeq],
  );
  await client.query(
    `insert into pressroom.job_events (job_id, seq, tenant, type, attempt, data, created_at, feed_pos)
     select $1, $2 + no, e.tenant, 'log', 1, jsonb_build_object('level', 'info', 'message', message), pressroom.clock(), e.feed_pos + no
     from pressroom.job_events e, unnest($3::text[]) with ordinality as m (message, no) where e.job_id = $1 and e.seq = $2`,
    [jobId, lastSeq, messages],
  );
  await client.query('update pressroom.feed_heads set last_pos = (select max(feed_pos) from pressroom.job_events)');
  await client.query('update pressroom.document_jobs set last_seq = $2 where id = $1', [
    jobId,
    lastSeq + messages.length,
  ]);
  await client.query('commit');
  client.release();
}

/** As the end of a server does with every connection. */
async function breakListener(): Promise<void> {
  await service.core.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and application_name = 'test-streams-listen'`,
  );
}

async function follow(jobId: string, path = `/api/jobs/${jobId}/events`): Promise<SseClient> {
  const client = await open(path);
  await client.until(isEvent('caught-up'));
  return client;
}

async function open(path: string, headers: Record<string, string> = {}): Promise<SseClient> {
  const client = await openStream(`${service.url}${path}`, headers);
  clients.push(client);
  return client;
}

async function page(lease: LeaseKey, after?: string): Promise<{ nextCursor: string; items?: { seq: number }[] }> {
  const url = `${service.url}/api/events?jobId=${lease.jobId}${after ? `&after=${after}` : ''}`;
  const response = await fetch(url, { headers: { accept: 'application/json' } });
  return (await response.json()) as { nextCursor: string };
}

const isSecond =
  (event: string, { frames }: SseClient) =>
  (frame: Frame): boolean =>
    frame.event === event && frames.findIndex(isEvent(event)) !== frames.indexOf(frame);

/** The stored events by seq and what they say, and where the stream told of a gap. */
function seen({ frames }: SseClient): string[] {
  return frames.flatMap(({ id, event, data }) => {
    if (event === 'gap') return ['gap'];
    return id === undefined ? [] : [`${(data as { seq: number }).seq} ${messageOf(data) ?? event}`];
  });
}

function messageOf(data: unknown): string | undefined {
  return (data as { data?: { message?: string } } | undefined)?.data?.message;
}
