import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { addLog, reportProgress } from '../../../src/jobs/lease.ts';
import type { JobUpdate } from '../../../web/client/index.ts';
import { startCuttingProxy } from '../../http/streams/cutting-proxy.ts';
import { completeJob, createJob, startJobs } from '../../http/streams/stream-service.ts';
import { collect, seqs, startClientWorld, streams, untilConnection, type ClientWorld } from './client-world.ts';

let world: ClientWorld;

beforeAll(async () => {
  world = await startClientWorld();
});
beforeEach(() => void world.requests.splice(0));
afterAll(() => world.close());

test('a watch begins with a snapshot, tells each event once and in order, and ends with the job', async () => {
  const { service } = world;
  const [lease] = await startJobs(service, 1);
  const client = world.client();
  const watched = collect(client.watch(lease!.jobId));
  await watched.until(({ kind }) => kind === 'snapshot');
  await untilConnection(client, ({ state }) => state === 'live');
  await reportProgress(service.core, lease!, { percent: 40, stage: 'writing', message: 'Page 2 of 5' });
  await addLog(service.core, lease!, 'info', 'a line');
  await completeJob(service, lease!);
  await watched.done;
  expect(watched.failure).toBeUndefined();
  expect(watched.items.map(({ kind }) => kind)).toEqual(['snapshot', 'event', 'event', 'event']);
  expect(seqs(watched.items)).toEqual([3, 4, 5]);
  const progress = watched.items.find(({ job }) => job.lastSeq === 3)?.job.progress;
  expect(progress).toMatchObject({ percent: 40, stage: 'writing', message: 'Page 2 of 5' });
  // What is known at the end is what the service says, not what was made of the events.
  expect(watched.items.at(-1)?.job).toEqual(await client.get(lease!.jobId));
});

test('with `after` the past is told too, and a finished job ends at once', async () => {
  const { service } = world;
  const [lease] = await startJobs(service, 1);
  await addLog(service.core, lease!, 'info', 'a line');
  await completeJob(service, lease!);
  const past = collect(world.client().watch(lease!.jobId, { after: 0 }));
  await past.done;
  expect(past.items[0]?.kind).toBe('snapshot');
  expect(seqs(past.items)).toEqual([1, 2, 3, 4]);
  const present = collect(world.client().watch(lease!.jobId));
  await present.done;
  expect(present.items.map(({ kind }) => kind)).toEqual(['snapshot']);
});

test('fifty watchers, and two of the same job, share one stream', async () => {
  const { service } = world;
  const leases = await startJobs(service, 50);
  const client = world.client();
  const watched = [...leases, leases[0]!].map(({ jobId }) => collect(client.watch(jobId)));
  await Promise.all(watched.map((each) => each.until(({ kind }) => kind === 'snapshot')));
  await untilConnection(client, ({ state }) => state === 'live');
  for (const lease of leases) await completeJob(service, lease);
  await Promise.all(watched.map(({ done }) => done));
  expect(watched.map(({ items }) => seqs(items))).toEqual(watched.map(() => [3]));
  expect(streams(world.requests)).toHaveLength(1);
});

test('a connection that breaks again and again loses nothing and repeats nothing', async () => {
  const { service } = world;
  const [lease] = await startJobs(service, 1);
  const proxy = await startCuttingProxy(service.url, 4_000);
  const watched = collect(world.client({ baseUrl: proxy.url }).watch(lease!.jobId, { after: 0 }));
  await watched.until(({ kind }) => kind === 'snapshot');
  for (let count = 0; proxy.cuts < 5; count += 1) {
    await addLog(service.core, lease!, 'info', `line ${count}`);
    await watched.until(({ job }) => job.lastSeq >= count + 3);
  }
  await completeJob(service, lease!);
  await watched.done;
  await proxy.close();
  const { lastSeq } = await world.client().get(lease!.jobId);
  expect(seqs(watched.items)).toEqual(Array.from({ length: lastSeq }, (_, index) => index + 1));
});

test('a list takes in jobs that are new to it, and follows those it has', async () => {
  const { service } = world;
  const stop = new AbortController();
  const list = collect(world.client().watchJobs({ type: 'document' }, { signal: stop.signal }));
  await list.until(({ jobs }) => jobs.length === 0);
  const id = await createJob(service, { type: 'document' });
  await list.until(({ jobs }) => jobs[0]?.id === id);
  await world.client().cancel(id, { reason: 'not needed' });
  await list.until(({ jobs }) => jobs[0]?.status === 'cancelled');
  stop.abort();
  await list.done;
  expect(list.failure).toBeUndefined();
});

test('a list reads all that it shows again when events may have been missed, and leaves out what was deleted', async () => {
  const { service } = world;
  const ids: string[] = [];
  for (let count = 0; count < 5; count += 1) ids.unshift(await createJob(service, { type: 'spreadsheet' }));
  const client = world.client();
  const list = client.listStore({ type: 'spreadsheet', pageSize: 2 });
  const stop = new AbortController();
  const watched = collect(client.watchJobs({ type: 'spreadsheet', pageSize: 2 }, { signal: stop.signal }));
  await watched.until(({ jobs }) => jobs.length === 2);
  await untilConnection(client, ({ state }) => state === 'live');
  await list.loadMore();
  await list.loadMore();
  expect(list.state).toMatchObject({ hasMore: false, error: null });
  expect(list.state.jobs.map(({ id }) => id)).toEqual(ids);
  // Cancelled where this list hears nothing of it, then read again.
  await client.call('cancelJob', { path: { jobId: ids[4]! } });
  list.refresh();
  await watched.until(({ jobs }) => jobs[4]?.status === 'cancelled');
  await client.delete(ids[4]!);
  expect(list.state.jobs.map(({ id }) => id)).toEqual(ids.slice(0, 4));
  stop.abort();
  await watched.done;
});

test('a watch that may see the job but not its events says so, and does not wait for ever', async () => {
  const { service } = world;
  const [lease] = await startJobs(service, 1);
  const client = world.client({
    fetch: async (url, init) =>
      String(url as string).includes('/api/events') ? new Response('', { status: 403 }) : fetch(url, init),
  });
  const watched = collect(client.watch(lease!.jobId));
  await watched.done;
  expect(watched.items.map(({ kind }) => kind)).toEqual(['snapshot']);
  expect(watched.failure).toMatchObject({ code: 'forbidden', status: 403 });
  await completeJob(service, lease!);
});

test('the signal ends a watch quietly, and the connection after the last one', async () => {
  const { service } = world;
  const [lease] = await startJobs(service, 1);
  const stop = new AbortController();
  const client = world.client({ timings: { lingerMs: 1 } });
  const watched = collect<JobUpdate>(client.watch(lease!.jobId, { signal: stop.signal }));
  await untilConnection(client, ({ state }) => state === 'live');
  stop.abort();
  await watched.done;
  expect(watched.failure).toBeUndefined();
  await untilConnection(client, ({ state }) => state === 'idle');
});
