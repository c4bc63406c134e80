import { readJobEvents } from '../../jobs/event-feed.ts';
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
    if (isAhead) await stream.send([sseFrame('gap', { reason: 'ahead', after: cursor, earliest: 1 })]);
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
  let last = after;
  let isCaughtUp = false;
  while (!stream.signal.aborted) {
    const events = await read(context, stream, jobId, () => readJobEvents(context.core.pool, jobId, last, READ_LIMIT));
    const earliest = events[0]?.seq ?? last + 1;
    if (earliest > last + 1) await stream.send([sseFrame('gap', { reason: 'expired', after: last, earliest })]);
    await stream.send(events.map((event) => sseFrame(event.type, presentEvent(event), String(event.seq))));
    const newest = events.at(-1);
    last = newest?.seq ?? last;
    watch.seen(last);
    if (events.length === READ_LIMIT) continue;

    if (!isCaughtUp) await stream.send([sseFrame('caught-up', { lastSeq: last })]);
    isCaughtUp = true;
    const end = endOf(newest?.type, watch);
    if (end) return stream.send([sseFrame('end', { reason: end })]);
    await watch.next(stream.signal);
  }
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
