import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readFeed, readFeedHead, type FeedEvent } from '../../../src/jobs/event-feed.ts';
import { addLog } from '../../../src/jobs/lease.ts';
import { saveLog, type LeaseKey } from '../../../src/jobs/lease-store.ts';
import { numberNewEvents } from '../../../src/jobs/sequencer.ts';
import { startJobs, startStreamService, type StreamService } from './stream-service.ts';

const WRITERS = 8;
const EVENTS_PER_WRITER = 60;
const VIEWER = { tenant: 'default', userId: null, sessionId: null, jobIds: null };
const ALL = { jobIds: null, userId: null, sessionId: null, type: null };

let service: StreamService;

beforeAll(async () => {
  service = await startStreamService();
});
afterAll(() => service.close());

test('the feed has each committed event once, gapless and in its job’s order, whoever else is in the middle of something', async () => {
  const leases = await startJobs(service, WRITERS);
  const [held] = leases;
  if (!held) throw new Error('no job was claimed');
  const stranger = await openTransaction();
  await stranger.query('select pg_current_xact_id()'); // writes nothing, but is older than all that follows
  const slow = await openTransaction();
  await saveLog(slow, held, 'info', 'written now, committed last');

  const writing = Promise.all(leases.slice(1).map((lease) => write(lease)));
  const numbering = Promise.all([numberUntil(writing), numberUntil(writing)]); // two processes at it
  const reading = readUntil(2 * WRITERS + (WRITERS - 1) * EVENTS_PER_WRITER + 1);
  await writing;
  await slow.commit();
  await numbering;
  await numberNewEvents(service.core);
  const events = await reading;
  await stranger.commit();

  expect(events.map(({ feedPos }) => feedPos)).toEqual(events.map((_, index) => index + 1));
  expect((await readFeedHead(service.core.pool, 'default')).lastPos).toBe(events.length);
  const byJob = Map.groupBy(events, ({ jobId }) => jobId);
  expect(byJob.size).toBe(WRITERS);
  for (const [jobId, own] of byJob) {
    const count = jobId === held.jobId ? 3 : 2 + EVENTS_PER_WRITER;
    expect(own.map(({ seq }) => seq)).toEqual(Array.from({ length: count }, (_, index) => index + 1));
  }
});

async function write(lease: LeaseKey): Promise<void> {
  for (let count = 0; count < EVENTS_PER_WRITER; count += 1) await addLog(service.core, lease, 'info', 'a line');
}

async function numberUntil(end: Promise<unknown>): Promise<void> {
  let isOver = false;
  void end.then(() => (isOver = true));
  while (!isOver) await numberNewEvents(service.core);
}

/** Follows the feed as a stream does: what lies before the cursor is never looked at again. */
async function readUntil(count: number): Promise<FeedEvent[]> {
  const events: FeedEvent[] = [];
  let pos = 0;
  while (events.length < count) {
    const page = await readFeed(service.core.pool, VIEWER, ALL, pos, 50);
    events.push(...page.events);
    pos = page.next.pos;
  }
  return events;
}

async function openTransaction() {
  const client = await service.core.pool.connect();
  await client.query('begin');
  return {
    query: async <Row extends object>(text: string, values?: unknown[]) => (await client.query<Row>(text, values)).rows,
    execute: (text: string, values?: unknown[]) => client.query(text, values),
    async commit() {
      await client.query('commit');
      client.release();
    },
  };
}
