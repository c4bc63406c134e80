import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { transaction, type Tx } from '../../src/db/transaction.ts';
import { cancelJob } from '../../src/jobs/cancel-job.ts';
import { findJob } from '../../src/jobs/job-reader.ts';
import { reportProgress } from '../../src/jobs/lease.ts';
import { saveLog } from '../../src/jobs/lease-store.ts';
import { startStreamService, type StreamService } from '../http/streams/stream-service.ts';
import { startJob, VIEWER } from './some-jobs.ts';

/** On the clock of the database itself: a change that waits for another is begun before it, and comes about after it. */

let service: StreamService;
let job: Awaited<ReturnType<typeof startJob>>;
beforeAll(async () => {
  service = await startStreamService();
});
beforeEach(async () => {
  job = await startJob(service.core);
});
afterAll(() => service.close());

const begin = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => transaction(service.core.pool, service.core.hints, work);

async function eventsByTime(): Promise<number[]> {
  const events = await service.core.pool.query<{ seq: number }>(
    'select seq from pressroom.job_events where job_id = $1 order by created_at, seq',
    [job.jobId],
  );
  return events.map(({ seq }) => seq);
}

test('a report that was begun before another, and written after it, bears the later time', async () => {
  await begin(async (tx) => {
    await tx.query('select 1');
    await reportProgress(service.core, job, { percent: 20 });
    await saveLog(tx, job, 'info', 'Begun first, written second.');
  });
  expect(await eventsByTime()).toEqual([1, 2, 3, 4]);
});

test('a cancel that had to wait bears the time at which it came about, in the row and in the event', async () => {
  const { core } = service;
  let cancelled: Promise<unknown> | undefined;
  await begin(async (tx) => {
    await tx.query('select 1 from pressroom.document_jobs where id = $1 for update', [job.jobId]);
    cancelled = cancelJob(core, VIEWER, job.jobId, null);
    await untilWaiting(tx);
    await saveLog(tx, job, 'info', 'Written while the cancel waits.');
  });
  await cancelled;
  expect(await eventsByTime()).toEqual([1, 2, 3, 4]);
  const [event] = await core.pool.query<{ at: Date }>(
    'select created_at as at from pressroom.job_events where job_id = $1 and seq = 4',
    [job.jobId],
  );
  expect((await findJob(core.pool, VIEWER, job.jobId))?.cancelRequestedAt).toEqual(event?.at);
});

/** Until somebody waits for a lock that this transaction holds. */
async function untilWaiting(tx: Tx): Promise<void> {
  for (;;) {
    const [row] = await tx.query<{ waits: boolean }>(
      'select exists (select from pg_stat_activity where pg_backend_pid() = any(pg_blocking_pids(pid))) as waits',
    );
    if (row?.waits) return;
  }
}
