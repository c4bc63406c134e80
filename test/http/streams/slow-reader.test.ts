import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { addLog } from '../../../src/jobs/lease.ts';
import { isEvent, openStream, seqsOf } from './sse-client.ts';
import { completeJob, startJobs, startStreamService, type StreamService } from './stream-service.ts';

const EVENTS = 20_000;
const MESSAGE_CHARS = 900;
const MOST_MS = 180_000;
/** More than may read from the database at a time. */
const STALLED = 20;
const LIVE_EVENTS = 30;

let service: StreamService;

beforeAll(async () => {
  service = await startStreamService();
});
afterAll(() => service.close());

test(
  'a reader that stalls costs no memory, and misses nothing when it goes on',
  async () => {
    const [lease] = await startJobs(service, 1);
    if (!lease) throw new Error('no job was claimed');
    await addManyLogs(lease.jobId);
    await completeJob(service, lease);
    const reads = countReads();

    const socket = connect(Number(new URL(service.url).port), '127.0.0.1').pause();
    socket.setEncoding('utf8').write(`GET /api/jobs/${lease.jobId}/events HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    await reads.untilNoMore();
    // The table is the buffer: only what fits into the two kernels' buffers has been read so far.
    expect(reads.events).toBeGreaterThan(0);
    expect(reads.events).toBeLessThan(EVENTS / 2);

    let text = '';
    socket.on('data', (part: string) => (text += part)).resume();
    await once(socket, 'end');
    const seqs = [...withoutChunks(text).matchAll(/^id: (\d+)$/gm)].map(([, seq]) => Number(seq));
    expect(seqs).toEqual(Array.from({ length: EVENTS + 3 }, (_, index) => index + 1));
    expect(text).toContain('event: end');
  },
  MOST_MS,
);

test(
  'readers that stall slow nobody: others get the same events, and new ones as they come',
  async () => {
    const [long, live] = await startJobs(service, 2);
    if (!long || !live) throw new Error('no jobs were claimed');
    await addManyLogs(long.jobId);
    const reads = countReads();
    const port = Number(new URL(service.url).port);
    const sockets = Array.from({ length: STALLED }, () => connect(port, '127.0.0.1').pause());
    for (const socket of sockets) {
      socket.write(`GET /api/jobs/${long.jobId}/events HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    }
    await reads.untilNoMore();

    const path = `${service.url}/api/jobs/${live.jobId}/events`;
    const watching = await openStream(path);
    await watching.until(isEvent('caught-up'));
    for (let count = 1; count <= LIVE_EVENTS; count += 1) {
      await addLog(service.core, live, 'info', `line ${count}`);
      await watching.until(({ data }) => (data as { data?: { message?: string } })?.data?.message === `line ${count}`);
    }
    await completeJob(service, long);
    const reading = await openStream(`${service.url}/api/jobs/${long.jobId}/events`);
    await reading.until(isEvent('end'));
    expect(seqsOf(reading.frames)).toEqual(Array.from({ length: EVENTS + 3 }, (_, index) => index + 1));

    for (const socket of sockets) {
      expect(socket).toMatchObject({ bytesRead: 0, closed: false }); // they have stalled all the time
      socket.destroy();
    }
    watching.close();
  },
  MOST_MS,
);

/** More than the kernels would swallow, written at once as no worker could. */
async function addManyLogs(jobId: string): Promise<void> {
  await service.core.pool.query(
    `with job as (update pressroom.document_jobs set last_seq = last_seq + $2 where id = $1 returning id, tenant, last_seq)
     insert into pressroom.job_events (job_id, seq, tenant, type, attempt, data, created_at)
     select id, last_seq - $2 + n, tenant, 'log', 1, jsonb_build_object('level', 'info', 'message', repeat('x', $3)), now()
     from job, generate_series(1, $2::int) as n order by n`,
    [jobId, EVENTS, MESSAGE_CHARS],
  );
}

/** Counts what streams read of jobs' events, through the pool that they read it with. */
function countReads() {
  const { pool } = service.core;
  const query = pool.query;
  const quiet = Promise.withResolvers<void>();
  let quietSweeps = 0;
  const reads = { events: 0, /** Two sweeps went by without a read. */ untilNoMore: () => quiet.promise };
  pool.query = async <Row extends object>(text: string, values?: unknown[]) => {
    const rows = await query<Row>(text, values);
    if (text.includes('where e.job_id = $1')) {
      reads.events += rows.length;
      quietSweeps = 0;
    }
    if (text.includes('where id = any($1::uuid[])') && reads.events > 0) quietSweeps += 1;
    if (quietSweeps === 2) quiet.resolve();
    return rows;
  };
  return reads;
}

/** The body of a chunked response (RFC 9112, 7.1). */
function withoutChunks(text: string): string {
  const body = Buffer.from(text.slice(text.indexOf('\r\n\r\n') + 4));
  const parts: Buffer[] = [];
  for (let at = 0; at < body.length;) {
    const lineEnd = body.indexOf('\r\n', at);
    const size = parseInt(body.toString('latin1', at, lineEnd), 16);
    parts.push(body.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
  return Buffer.concat(parts).toString();
}
