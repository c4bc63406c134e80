import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { EventSource, type FetchLike } from 'eventsource';
import { addLog, reportProgress } from '../../../src/jobs/lease.ts';
import type { LeaseKey } from '../../../src/jobs/lease-store.ts';
import { startCuttingProxy, type CuttingProxy } from './cutting-proxy.ts';
import { completeJob, startJobs, startStreamService, type StreamService } from './stream-service.ts';

const JOBS = 4;
const WRITERS_PER_JOB = 2;
const EVENTS_PER_WRITER = 125;
/** Queued, running, and the last one. */
const EVENTS_OF_EACH_JOB = 3;
const MAX_PAUSE_MS = 20;
/** A few seconds on an idle machine. */
const MOST_MS = 90_000;
const STORED_TYPES = ['status', 'progress', 'log', 'job-complete'];

let service: StreamService;
let proxy: CuttingProxy;

beforeAll(async () => {
  service = await startStreamService();
  proxy = await startCuttingProxy(service.url, 16_000);
});

afterAll(async () => {
  await proxy.close();
  await service.close();
});

test(
  'clients that are cut off at random bytes see each event once, in order, on both kinds of stream',
  async () => {
    const leases = await startJobs(service, JOBS);
    const jobReaders = leases.map(({ jobId }) => readUntilStopped(`${proxy.url}/api/jobs/${jobId}/events`));
    const feedReader = readUntilAllAreComplete(`${proxy.url}/api/events`, JOBS);

    await Promise.all(leases.map((lease) => writeEvents(lease)));

    const expected = Array.from(
      { length: WRITERS_PER_JOB * EVENTS_PER_WRITER + EVENTS_OF_EACH_JOB },
      (_, index) => index + 1,
    );
    for (const seqs of await Promise.all(jobReaders)) expect(seqs).toEqual(expected);
    const feed = Map.groupBy(await feedReader, ({ jobId }) => jobId);
    for (const { jobId } of leases) expect(feed.get(jobId)?.map(({ seq }) => seq)).toEqual(expected);
    expect(feed.size).toBe(JOBS);
    expect(proxy.cuts).toBeGreaterThan(20);
  },
  MOST_MS,
);

/** Writers of one job at random speeds, and its end. */
async function writeEvents(lease: LeaseKey): Promise<void> {
  const { core } = service;
  const write = async (writer: number): Promise<void> => {
    for (let count = 1; count <= EVENTS_PER_WRITER; count += 1) {
      const isHeld =
        Math.random() < 0.5
          ? await addLog(core, lease, 'info', `${writer}: ${count}\r\n\r\nid: 7\nevent: end\u2028`)
          : await reportProgress(core, lease, { percent: count / 2, message: 'writing' });
      if (!isHeld) throw new Error('The lease is lost');
      await new Promise((resolve) => setTimeout(resolve, Math.random() * MAX_PAUSE_MS));
    }
  };
  await Promise.all(Array.from({ length: WRITERS_PER_JOB }, (_, writer) => write(writer)));
  await completeJob(service, lease);
}

interface Seen {
  jobId: string;
  seq: number;
}

/** Until the client itself gives up, which it does when a reconnect is answered with 204. */
function readUntilStopped(url: string): Promise<number[]> {
  const seen: Seen[] = [];
  return new Promise((resolve) => {
    const statuses: number[] = [];
    const source = openSource(url, seen, statuses);
    source.addEventListener('error', () => {
      if (source.readyState !== EventSource.CLOSED) return;
      expect(statuses.at(-1)).toBe(204);
      resolve(seen.map(({ seq }) => seq));
    });
  });
}

function readUntilAllAreComplete(url: string, jobs: number): Promise<Seen[]> {
  const seen: Seen[] = [];
  let complete = 0;
  return new Promise((resolve) => {
    const source = openSource(url, seen, []);
    source.addEventListener('job-complete', () => {
      complete += 1;
      if (complete < jobs) return;
      source.close();
      resolve(seen);
    });
  });
}

function openSource(url: string, seen: Seen[], statuses: number[]): EventSource {
  const noted: FetchLike = async (address, init) => {
    const response = await fetch(address, init);
    statuses.push(response.status);
    return response;
  };
  const source = new EventSource(url, { fetch: noted });
  for (const type of STORED_TYPES) {
    source.addEventListener(type, ({ data }) => seen.push(JSON.parse(String(data)) as Seen));
  }
  return source;
}
