import type { Response } from 'express';

/** Aborted when the client goes away before it has its answer: then nobody waits any more. */
export function untilDisconnected(res: Response): AbortSignal {
  const gone = new AbortController();
  res.once('close', () => gone.abort());
  if (res.destroyed) gone.abort(); // no 'close' would follow
  return gone.signal;
}
