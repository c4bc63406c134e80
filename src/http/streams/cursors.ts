import type { Request } from 'express';
import { Problem } from '../../errors.ts';
import type { FeedHead, FeedPage, FeedPlace } from '../../jobs/event-feed.ts';

/** Where a client wants to go on. `Last-Event-ID` wins over `?after=`: a browser sends it by itself when it reconnects. */

/** The seq after which a client wants a job's events; null: from the start. */
export function readJobCursor(req: Request): number | null {
  const { name, text } = givenCursor(req);
  if (text === undefined) return null;
  // 18 digits may be more than a double holds exactly. It is ahead of every seq all the same.
  if (!/^\d{1,18}$/.test(text)) throw malformed(name);
  return Number(text);
}

/** A place in a tenant's feed. */
export interface FeedCursor extends FeedPlace {
  /**
   * Up to where events had been pruned, as its owner knows. Who began at the oldest event that is kept reads below that
   * mark and has lost nothing; events are lost when the mark moves on, beyond both.
   */
  prunedPos: number;
}

const FEED_CURSOR =
  /^(?:v1\.(?<place>0|[1-9]\d{0,14})|v2\.(?<pos>[1-9]\d{0,14})\.(?<mark>[0-9a-f]{12}))(?:\.(?<pruned>[1-9]\d{0,14}))?$/;

/** The place after which a client wants the feed; null: from the oldest event that is kept. */
export function readFeedCursor(req: Request): FeedCursor | 'latest' | null {
  const { name, text } = givenCursor(req);
  if (text === undefined) return null;
  if (text === 'latest' && name === 'after') return 'latest';
  const parts = FEED_CURSOR.exec(text)?.groups;
  if (!parts) throw malformed(name);
  return { pos: Number(parts.pos ?? parts.place), mark: parts.mark ?? null, prunedPos: Number(parts.pruned ?? 0) };
}

/** As clients get it. Opaque to them, so it may change; the version says how to read it. */
export function formatFeedCursor({ pos, mark, prunedPos }: FeedCursor): string {
  const place = mark === null ? `v1.${pos}` : `v2.${pos}.${mark}`;
  return prunedPos > pos ? `${place}.${prunedPos}` : place;
}

/**
 * Whether its owner saw events that are not there any more, as if they had never been: the feed ends before the cursor,
 * or another event has its place.
 */
export function isAhead(cursor: FeedCursor, { head, startMark }: FeedPage): boolean {
  if (cursor.pos > head.lastPos) return true;
  return cursor.mark !== null && startMark !== null && cursor.mark !== startMark;
}

/** Whether events after the cursor may have been pruned before its owner saw them. */
export function isExpired(cursor: FeedCursor, head: FeedHead): boolean {
  return head.prunedPos > Math.max(cursor.pos, cursor.prunedPos);
}

function givenCursor(req: Request): { name: 'Last-Event-ID' | 'after'; text: string | undefined } {
  const lastEventId = req.get('Last-Event-ID');
  if (lastEventId !== undefined) return { name: 'Last-Event-ID', text: lastEventId };
  // As it was sent: validation has made a number of what JavaScript takes for one, such as 0x10.
  const query = new URLSearchParams(req.originalUrl.split('?', 2)[1]);
  return { name: 'after', text: query.get('after') ?? undefined };
}

function malformed(name: string): Problem {
  return new Problem('invalid-parameter', `${name} is not a cursor of this list of events.`, {
    errors: [{ pointer: name, detail: 'must be the `id` of an event that was received' }],
  });
}
