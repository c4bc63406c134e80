import { readJobPage, type JobPage } from '../../jobs/event-feed.ts';
import { isTerminalEvent } from '../../jobs/job.ts';
import type { JobView } from '../../jobs/job-reader.ts';
import { errorFact } from '../../log.ts';
import type { HttpContext } from '../context.ts';
import { presentEvent } from '../present-event.ts';
import { presentSummaries } from '../present-job.ts';
import { sseFrame, type SseStream } from '../sse.ts';
import { readPatiently } from './read-gate.ts';
import { streamHub } from './stream-hub.ts';
import type { Watch } from './watcher.ts';

/** Events read at a time; no more of a stream is ever in memory. */
const READ_LIMIT = 200;

/**
 * Fills a stream with a job's events after a seq (null: all), to its last. Replay and live are one loop: read what is
 * new, send it, wait for a sign of more.
 */
export async function streamJob(
  context: HttpContext,
  stream: SseStream,
  job: JobView,
  cursor: number | null,
): Promise<void> {
  const isAhead = cursor !== null && cursor > job.lastSeq;
  const after = cursor === null || isAhead ? 0 : cursor;
  const watch = streamHub(context).watchJob(job.id, after); // before the first read: nothing can slip in between
  try {
    const [snapshot] = await read(context, stream, job.id, () => presentSummaries(context.core.pool, [job]));
    await stream.send([sseFrame('snapshot', snapshot)]);
    if (isAhead) await stream.send([gap('ahead', cursor, 1)]);
    await sendEvents(context, stream, job.id, after, watch);
  } finally {
    watch.close();
  }
}

async function sendEvents(
  context: HttpContext,
  stream: SseStream,
  jobId: string,
  after: number,
  watch: Watch,
): Promise<void> {
  let last: JobPlace = { seq: after, mark: null };
  let isCaughtUp = false;
  while (!stream.signal.aborted) {
    const page = await read(context, stream, jobId, () => readJobPage(context.core.pool, jobId, last.seq, READ_LIMIT));
    if (isLost(last, page)) {
      await stream.send([gap('ahead', last.seq, 1)]);
      last = { seq: 0, mark: null };
      isCaughtUp = false;
      continue;
    }
    const { events } = page;
    const earliest = events[0]?.seq ?? last.seq + 1;
    if (earliest > last.seq + 1) await stream.send([gap('expired', last.seq, earliest)]);
    await stream.send(events.map((event) => sseFrame(event.type, presentEvent(event), String(event.seq))));
    const newest = events.at(-1);
    last = { seq: newest?.seq ?? last.seq, mark: newest?.mark ?? page.mark };
    watch.seen(last.seq);
    if (events.length === READ_LIMIT) continue;

    if (!isCaughtUp) await stream.send([sseFrame('caught-up', { lastSeq: last.seq })]);
    isCaughtUp = true;
    const end = endOf(newest?.type, watch);
    if (end) return stream.send([sseFrame('end', { reason: end })]);
    await watch.next(stream.signal);
  }
}

/** The event that was sent last. The mark is null for one that an earlier stream sent: a seq is all that its reader has of it. */
interface JobPlace {
  seq: number;
  mark: string | null;
}

/** Whether what was sent last is not there any more, as if it had never been: the job ends before it, or has another event there. */
function isLost(last: JobPlace, page: JobPage): boolean {
  return page.isBehind || (last.mark !== null && page.mark !== null && page.mark !== last.mark);
}

/** All that there is from `earliest` on follows. */
function gap(reason: 'ahead' | 'expired', after: number, earliest: number): string {
  return sseFrame('gap', { reason, after, earliest });
}

function endOf(newestType: string | undefined, watch: Watch): 'finished' | 'deleted' | null {
  if (newestType !== undefined && isTerminalEvent(newestType)) return 'finished';
  return watch.isGone ? 'deleted' : null;
}

function read<T>(context: HttpContext, stream: SseStream, jobId: string, work: () => Promise<T>): Promise<T> {
  const onError = (error: unknown): void =>
    context.log.warn({ event: 'stream.read-failed', jobId, err: errorFact(error) });
  return readPatiently(streamHub(context).reads, stream.signal, onError, work);
}
