import type { Request } from 'express';

/** A request is held for no longer than this, whatever it asks for. */
const MAX_WAIT_SECONDS = 60;
const WAIT = /(?:^|[,;])[ \t]*wait[ \t]*=[ \t]*"?(\d{1,6})"?[ \t]*(?:$|[,;])/i;

/** `Prefer: wait=N` (RFC 7240) in seconds, as far as it is granted; null without it. The header has its contract's form. */
export function preferredWait(req: Request): number | null {
  const seconds = WAIT.exec(req.get('Prefer') ?? '')?.[1];
  return seconds === undefined ? null : Math.min(Number(seconds), MAX_WAIT_SECONDS);
}
