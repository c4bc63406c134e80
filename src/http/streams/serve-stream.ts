import type { Request, Response } from 'express';
import { Problem } from '../../errors.ts';
import { errorFact } from '../../log.ts';
import type { HttpContext } from '../context.ts';
import { serveSse, setSseHeaders, type SseStream } from '../sse.ts';
import { streamHub } from './stream-hub.ts';

/** Streams of one process: each costs some 20 KB and a socket. */
const MAX_STREAMS = 5_000;
const FULL_RETRY_SECONDS = 5;

/** How the events of one address may be had. */
export type EventForm = 'stream' | 'page';

/**
 * A stream for who asks for one or for anything, a page for who asks for JSON.
 *
 * @throws Problem `not-acceptable`
 */
export function eventForm(req: Request): EventForm {
  switch (req.accepts(['text/event-stream', 'application/json'])) {
    case 'text/event-stream':
      return 'stream';
    case 'application/json':
      return 'page';
    default:
      throw new Problem('not-acceptable', 'Events come as text/event-stream or as application/json.');
  }
}

/**
 * Answers with a stream. Once it is open, an error is logged and the client comes back by itself.
 *
 * @throws Problem `unavailable` when the process has too many.
 */
export async function serveStream(
  context: HttpContext,
  req: Request,
  res: Response,
  produce: (stream: SseStream) => Promise<void>,
): Promise<void> {
  if (req.method === 'HEAD') {
    setSseHeaders(res);
    res.end();
    return;
  }
  const hub = streamHub(context);
  if (hub.openStreams >= MAX_STREAMS) {
    throw new Problem('unavailable', 'Too many streams are open.', { retryAfterSeconds: FULL_RETRY_SECONDS });
  }
  hub.openStreams += 1;
  try {
    await serveSse(res, context.stopping, produce);
  } catch (error) {
    context.log.error({ event: 'stream.failed', path: req.path, err: errorFact(error) });
  } finally {
    hub.openStreams -= 1;
  }
}
