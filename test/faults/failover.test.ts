import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { isEvent, openStream, type Frame, type SseClient } from '../http/streams/sse-client.ts';
import { readEvents, TERMINAL_TYPES, type EventReader, type SeenEvent } from './clients/event-reader.ts';
import { createJob, type Acknowledged } from './clients/job-client.ts';
import { anyJob, longJob, smallJob } from './clients/job-inputs.ts';
import { setFailoverStage, type FailoverStage } from './rig/failover-stage.ts';
import { faultSeed, seededRandom } from './rig/random.ts';
import { inTime, until } from './rig/waiting.ts';

const TIMEOUT_MS = 600_000;
const SOON_MS = 120_000;
/** A lease that nobody holds, another attempt, and a machine that does much else. */
const DONE_MS = 240_000;

describe('a synchronous standby takes over', () => {
  const CLIENTS = 6;
  /** One client in so many creates jobs of any size; those of the others are small. */
  const ANY_SIZE_EVERY = 3;
  /** Created before the primary burns, and after the standby has taken over. */
  const LEAST = { before: 15, after: 15 };
  const seed = faultSeed();
  let stage: FailoverStage;

  beforeAll(async () => {
    stage = await setFailoverStage({ synchronous: true });
    await stage.worker();
  }, TIMEOUT_MS);
  afterAll(() => stage.close(), TIMEOUT_MS);

  test(
    `nothing that was acknowledged is lost, and no reader notices (seed ${seed})`,
    async () => {
      const random = seededRandom(seed);
      const jobs: { job: Acknowledged; reader: EventReader }[] = [];
      const feedEnds = new Set<string>();
      const feed = readEvents(stage.url, '/api/events', {
        onEvent: ({ type, jobId }) => void (TERMINAL_TYPES.includes(type) && feedEnds.add(jobId)),
      });
      let enough = Infinity;
      const client = async (no: number): Promise<void> => {
        const newJob = no % ANY_SIZE_EVERY === 0 ? anyJob : smallJob;
        for (let count = 1; jobs.length < enough; count += 1) {
          const job = await createJob(stage.url, newJob(random, `sync-${no}-${count}`), () => undefined);
          const reader = readEvents(stage.url, `/api/jobs/${job.id}/events`);
          jobs.push({ job, reader });
          await reader.ended;
        }
      };
      const clients = Promise.all(Array.from({ length: CLIENTS }, (_, no) => client(no)));
      await until('there are jobs in every state', DONE_MS, () => jobs.length >= LEAST.before);
      await stage.failOver();
      enough = jobs.length + LEAST.after;
      await inTime('every job has ended', DONE_MS, clients);
      await until('the feed has shown every end', SOON_MS, () => jobs.every(({ job }) => feedEnds.has(job.id)));
      feed.close();

      const inFeed = Map.groupBy(feed.events, ({ jobId }) => jobId);
      for (const { job, reader } of jobs) {
        const truth = await storedEvents(stage, job.id);
        expect(truth.at(-1)?.type).toBe('job-complete');
        expect(told(reader.events)).toEqual(told(truth));
        expect(told(inFeed.get(job.id) ?? [])).toEqual(told(truth));
        expect([reader.faults, reader.refusals]).toEqual([[], []]);
      }
      expect([feed.faults, feed.refusals]).toEqual([[], []]);
      const again = await createJob(stage.url, jobs[0]!.job.request, () => undefined);
      expect(again).toMatchObject({ id: jobs[0]!.job.id, replayed: true });
      expect(stage.surprises()).toEqual([]);
    },
    TIMEOUT_MS,
  );
});

describe('a standby that was behind takes over', () => {
  let stage: FailoverStage;
  const streams: SseClient[] = [];
  /** At work when the standby falls behind, and still when it takes over. */
  let atWork: Acknowledged;
  /** Ends in what is lost. */
  let endsUnseen: Acknowledged;
  /** Begins in what is lost. */
  let lost: Acknowledged;
  let jobStream: SseClient;
  let feedStream: SseClient;
  /** Of readers that were here before and are not while it happens. */
  let jobCursor: string;
  let feedCursor: string;

  beforeAll(async () => {
    stage = await setFailoverStage({ synchronous: false });
    await stage.worker();
    feedStream = await open('/api/events');
    atWork = await createJob(stage.url, longJob(7, 'at-work'), () => undefined);
    endsUnseen = await createJob(stage.url, longJob(1.5, 'ends-unseen'), () => undefined);
    jobStream = await open(`/api/jobs/${atWork.id}/events`);
    await jobStream.until(isEvent('progress'));
    await (await open(`/api/jobs/${endsUnseen.id}/events`)).until(isEvent('progress'));

    await stage.disconnectStandby();
    const seenBefore = jobStream.frames.length;
    lost = await createJob(stage.url, smallJob(seededRandom(1), 'lost'), () => undefined);
    await (await open(`/api/jobs/${lost.id}/events`)).until(isEvent('end'));
    await (await open(`/api/jobs/${endsUnseen.id}/events`)).until(isEvent('end'));
    await until('more is seen that will be lost', SOON_MS, () => jobStream.frames.length > seenBefore + 3);
    await feedStream.until(isOf(lost.id, 'job-complete'));
    jobCursor = lastId(jobStream);
    feedCursor = lastId(feedStream);
    await stage.failOver();
  }, TIMEOUT_MS);
  afterEach(() => expect(stage.surprises()).toEqual([]));
  afterAll(async () => {
    streams.forEach((stream) => stream.close());
    await stage.close();
  }, TIMEOUT_MS);

  test(
    'the reader of a job is told, and shown what is true now, to the end',
    async () => {
      await inTime('the job ends', DONE_MS, jobStream.until(isEvent('end')));
      const gap = jobStream.frames.findIndex(isEvent('gap'));
      expect(jobStream.frames[gap]?.data).toEqual({ reason: 'ahead', after: expect.any(Number), earliest: 1 });
      const truth = await storedEvents(stage, atWork.id);
      expect(truth.at(-1)?.type).toBe('job-complete');
      expect(told(eventsIn(jobStream.frames.slice(gap)))).toEqual(told(truth));
    },
    TIMEOUT_MS,
  );

  test(
    'a job whose end was lost is run again, and ends',
    async () => {
      const stream = await open(`/api/jobs/${endsUnseen.id}/events`);
      await inTime('the job ends', DONE_MS, stream.until(isEvent('end')));
      expect(eventsIn(stream.frames).at(-1)).toMatchObject({ type: 'job-complete', attempt: 2 });
      expect((await fetch(`${stage.url}/api/jobs/${endsUnseen.id}/result`)).status).toBe(200);
    },
    TIMEOUT_MS,
  );

  test('a job that was lost is not found, and its key makes a new one', async () => {
    expect((await fetch(`${stage.url}/api/jobs/${lost.id}`)).status).toBe(404);
    const again = await createJob(stage.url, lost.request, () => undefined);
    expect(again.replayed).toBe(false);
    expect(again.id).not.toBe(lost.id);
    await inTime('it ends', DONE_MS, (await open(`/api/jobs/${again.id}/events`)).until(isEvent('end')));
  });

  test(
    'the reader of the feed is told, and shown what is true now',
    async () => {
      const gap = await inTime('the gap', SOON_MS, feedStream.until(isEvent('gap')));
      expect(gap.data).toMatchObject({ reason: 'ahead' });
      await untilFeedShows(feedStream, await storedFeed());
    },
    TIMEOUT_MS,
  );

  test(
    'the reader of the feed that comes back is told, though other events have the places of those it saw',
    async () => {
      const place = (cursor: string): number => Number(cursor.split('.')[1]);
      const random = seededRandom(2);
      for (let count = 1; place((await storedFeed()).at(-1)!.cursor!) <= place(feedCursor); count += 1) {
        const job = await createJob(stage.url, smallJob(random, `later-${count}`), () => undefined);
        await (await open(`/api/jobs/${job.id}/events`)).until(isEvent('end'));
      }
      const stream = await open('/api/events', { 'last-event-id': feedCursor });
      const gap = await inTime('the gap', SOON_MS, stream.until(isEvent('gap')));
      expect(gap.data).toMatchObject({ reason: 'ahead' });
      await untilFeedShows(stream, await storedFeed());
      const headers = { accept: 'application/json' };
      const page = await fetch(`${stage.url}/api/events?after=${feedCursor}`, { headers });
      expect([page.status, await page.json()]).toMatchObject([409, { code: 'cursor-ahead' }]);
    },
    TIMEOUT_MS,
  );

  test('the reader of a job that comes back ahead of it is told', async () => {
    const ahead = String(Number(jobCursor) + 10_000);
    const stream = await open(`/api/jobs/${atWork.id}/events`, { 'last-event-id': ahead });
    await stream.until(isEvent('end'));
    expect(stream.frames.find(isEvent('gap'))?.data).toEqual({ reason: 'ahead', after: Number(ahead), earliest: 1 });
    expect(told(eventsIn(stream.frames))).toEqual(told(await storedEvents(stage, atWork.id)));
  });

  async function open(path: string, headers: Record<string, string> = {}): Promise<SseClient> {
    const stream = await openStream(`${stage.url}${path}`, headers);
    streams.push(stream);
    return stream;
  }

  async function storedFeed(): Promise<SeenEvent[]> {
    return readPages(`${stage.url}/api/events`, (page) => page.nextCursor);
  }

  /** After the last gap it shows these, once each, in this order. */
  async function untilFeedShows(stream: SseClient, truth: SeenEvent[]): Promise<void> {
    const shown = (): SeenEvent[] => eventsIn(stream.frames.slice(stream.frames.findLastIndex(isEvent('gap'))));
    await until('the feed has shown all', SOON_MS, () => shown().length >= truth.length);
    expect(told(shown().slice(0, truth.length))).toEqual(told(truth));
  }
});

function storedEvents(stage: FailoverStage, jobId: string): Promise<SeenEvent[]> {
  return readPages(`${stage.url}/api/jobs/${jobId}/events`, (page) => String(page.items.at(-1)?.seq ?? ''));
}

interface Page {
  items: SeenEvent[];
  hasMore: boolean;
  nextCursor: string;
}

async function readPages(url: string, nextOf: (page: Page) => string): Promise<SeenEvent[]> {
  const events: SeenEvent[] = [];
  for (let after = ''; ;) {
    const response = await fetch(`${url}${after && `?after=${after}`}`, { headers: { accept: 'application/json' } });
    const page = (await response.json()) as Page;
    events.push(...page.items);
    if (!page.hasMore) return events;
    after = nextOf(page);
  }
}

function eventsIn(frames: Frame[]): SeenEvent[] {
  return frames.flatMap(({ id, data }) => (id === undefined ? [] : [data as SeenEvent]));
}

function isOf(jobId: string, type: string): (frame: Frame) => boolean {
  return ({ event, data }) => event === type && (data as SeenEvent).jobId === jobId;
}

function lastId({ frames }: SseClient): string {
  return frames.findLast(({ id }) => id !== undefined)?.id ?? '';
}

/** What tells an event from every other one, its namesake of a lost history included. */
function told(events: SeenEvent[]): string[] {
  return events.map(({ jobId, seq, type, createdAt }) => `${jobId} ${seq} ${type} ${createdAt}`);
}
