import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { streamHub } from '../../../src/http/streams/stream-hub.ts';
import { waitForChange, waitForEnd } from '../../../src/http/wait-for-job.ts';
import { addLog } from '../../../src/jobs/lease.ts';
import type { LeaseKey } from '../../../src/jobs/lease-store.ts';
import { completeJob, startJobs, startStreamService, type StreamService } from './stream-service.ts';

const VIEWER = { tenant: 'default', userId: null, sessionId: null, jobIds: null };
const LONG_MS = 20_000;

let service: StreamService;

beforeAll(async () => {
  service = await startStreamService();
});
afterAll(() => service.close());

test('a change that is there already is not waited for', async () => {
  const { jobId } = await startJob();
  await waitForChange(service.context, jobId, 1, LONG_MS, never());
});

test('a change ends the wait, the time does, the client does', async () => {
  const lease = await startJob();
  const changed = waitForChange(service.context, lease.jobId, 2, LONG_MS, never());
  await addLog(service.core, lease, 'info', 'a line');
  await changed;
  await waitForChange(service.context, lease.jobId, 3, 5, never());
  const gone = new AbortController();
  const abandoned = waitForChange(service.context, lease.jobId, 3, LONG_MS, gone.signal);
  gone.abort();
  await abandoned;
  await waitForChange(service.context, lease.jobId, 3, LONG_MS, gone.signal);
});

test('the end of a job is waited for through all that comes before it', async () => {
  const lease = await startJob();
  const ended = waitForEnd(service.context, VIEWER, lease.jobId, LONG_MS, never());
  for (let count = 0; count < 5; count += 1) await addLog(service.core, lease, 'info', 'a line');
  await completeJob(service, lease);
  expect(await ended).toMatchObject({ status: 'completed', lastSeq: 8 });
});

test('a job that does not end in time is shown as it is', async () => {
  const { jobId } = await startJob();
  expect(await waitForEnd(service.context, VIEWER, jobId, 5, never())).toMatchObject({ status: 'running' });
});

test('a job of somebody else is not there', async () => {
  const { jobId } = await startJob();
  expect(await waitForEnd(service.context, { ...VIEWER, tenant: 'other' }, jobId, LONG_MS, never())).toBeNull();
  expect(await waitForEnd(service.context, VIEWER, 'no-id', LONG_MS, never())).toBeNull();
});

test('waits read through the gate of the streams, so that connections are left to other requests', async () => {
  const { jobId } = await startJob();
  const { reads } = streamHub(service.context);
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  const places = Math.ceil(service.context.core.pool.maxConnections / 2);
  const holders = Array.from({ length: places }, () => reads.run(() => held));
  const { pool } = service.core;
  const { query } = pool;
  let reading = 0;
  pool.query = (text, values) => {
    reading += 1;
    return query(text, values);
  };
  // Without a gate in between, the first read begins within the call.
  const waits = [
    waitForChange(service.context, jobId, 1, LONG_MS, never()),
    waitForEnd(service.context, { ...VIEWER, tenant: 'other' }, jobId, LONG_MS, never()),
  ];
  expect(reading).toBe(0);
  release();
  await Promise.all([...holders, ...waits]);
  expect(reading).toBeGreaterThanOrEqual(waits.length);
  pool.query = query;
});

test('without hints the sweep ends the wait, and a stopping process does', async () => {
  const silent = await startStreamService({ losesHints: true });
  const [lease] = await startJobs(silent, 1);
  if (!lease) throw new Error('no lease');
  const ended = waitForEnd(silent.context, VIEWER, lease.jobId, LONG_MS, never());
  const stopped = waitForChange(silent.context, lease.jobId, 3, LONG_MS, never());
  await completeJob(silent, lease);
  expect(await ended).toMatchObject({ status: 'completed' });
  silent.beginStop();
  await stopped;
  await silent.close();
});

async function startJob(): Promise<LeaseKey> {
  const [lease] = await startJobs(service, 1);
  if (!lease) throw new Error('no job was claimed');
  return lease;
}

function never(): AbortSignal {
  return new AbortController().signal;
}
