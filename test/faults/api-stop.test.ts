import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readEvents } from './clients/event-reader.ts';
import { createJob } from './clients/job-client.ts';
import { longJob } from './clients/job-inputs.ts';
import { setStage, type Stage } from './rig/stage.ts';
import { readJob } from './rig/stored-job.ts';
import { inTime, until } from './rig/waiting.ts';

const TIMEOUT_MS = 120_000;
const STREAMS_A_JOB = 10;
const STOP_MS = 5_000;

let stage: Stage;

beforeEach(async () => {
  stage = await setStage();
}, TIMEOUT_MS);

afterEach(() => stage.close(), TIMEOUT_MS);

test(
  'an API with open streams stops within 5 seconds, and its readers go on at the next one without a gap',
  async () => {
    const first = await stage.api();
    await stage.worker({ WORKER_CONCURRENCY: '2' });
    const jobs = await Promise.all(
      [2, 2, 2].map((seconds) => createJob(stage.url, longJob(seconds, crypto.randomUUID()), () => {})),
    );
    const feed = readEvents(stage.url, '/api/events');
    const readers = jobs.flatMap(({ id }) =>
      Array.from({ length: STREAMS_A_JOB }, () => ({ id, reader: readEvents(stage.url, `/api/jobs/${id}/events`) })),
    );
    const all = [feed, ...readers.map(({ reader }) => reader)];
    await until('every reader has seen something', 20_000, () => all.every((reader) => reader.events.length > 0));

    const began = performance.now();
    first.signal('SIGTERM');
    expect(await inTime('the API ends', STOP_MS + 5_000, first.exit)).toBe(0);
    expect(performance.now() - began).toBeLessThan(STOP_MS);
    await stage.api();

    await inTime('every stream ends', 60_000, Promise.all(readers.map(({ reader }) => reader.ended)));
    for (const { id, reader } of readers) {
      const { events } = await readJob(stage, id);
      expect(reader.events.map((event) => event.seq)).toEqual(events.map((_, at) => at + 1));
      expect(reader).toMatchObject({ faults: [], refusals: [] });
    }
    expect(readers.filter(({ reader }) => reader.breaks > 0).length).toBeGreaterThan(STREAMS_A_JOB);
    for (const { id } of jobs) {
      const { events } = await readJob(stage, id);
      await until(
        'the feed has it all',
        10_000,
        () => feed.events.filter((event) => event.jobId === id).length >= events.length,
      );
      expect(feed.events.filter((event) => event.jobId === id).map((event) => event.seq)).toEqual(
        events.map((_, at) => at + 1),
      );
    }
    feed.close();
  },
  TIMEOUT_MS,
);
