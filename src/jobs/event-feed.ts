import type { Queryable } from '../db/pool.ts';
import { viewerValues, type Viewer } from './viewer.ts';

/**
 * Reads of events: of one job by seq, or of a tenant's feed by position. Both cursors are gapless and never go back, except
 * when the database itself does: a standby that was behind is promoted, or a backup restored. Then numbers that readers
 * have seen are given out again, to other events. The mark tells which event it is that has a number.
 */

export interface JobEvent {
  jobId: string;
  seq: number;
  type: string;
  attempt: number;
  createdAt: Date;
  data: Record<string, unknown>;
  /** Never the same for two events, not even for two of one number in two histories. */
  mark: string;
}

export interface FeedEvent extends JobEvent {
  feedPos: number;
}

/** A hash, because a cursor may carry the mark of an event that its owner may not see. */
const MARK = `left(encode(sha256(convert_to(
  concat_ws(' ', e.job_id, e.seq, extract(epoch from e.created_at)), 'UTF8')), 'hex'), 12)`;
const EVENT_COLUMNS = `e.job_id as "jobId", e.seq, e.type, e.attempt, e.created_at as "createdAt", e.data, ${MARK} as mark`;

/** Events of one job after a seq, in order. The caller has made sure that the viewer may see the job. */
export function readJobEvents(db: Queryable, jobId: string, afterSeq: number, limit: number): Promise<JobEvent[]> {
  return db.query<JobEvent>(
    `select ${EVENT_COLUMNS} from pressroom.job_events e where e.job_id = $1 and e.seq > $2 order by e.seq limit $3`,
    [jobId, afterSeq, limit],
  );
}

/** What follows a place in a job's events. */
export interface JobPage {
  events: JobEvent[];
  /** Of the event at that place; null when it is not there. */
  mark: string | null;
  /** The job's events end before that place. */
  isBehind: boolean;
}

/** As `readJobEvents`, for a reader that was here before. */
export async function readJobPage(db: Queryable, jobId: string, afterSeq: number, limit: number): Promise<JobPage> {
  const events = await readJobEvents(db, jobId, afterSeq - 1, limit + 1);
  const mark = events[0]?.seq === afterSeq ? (events.shift()?.mark ?? null) : null;
  if (mark !== null || events.length > 0 || afterSeq === 0)
    return { events: events.slice(0, limit), mark, isBehind: false };
  const [job] = await readLastSeqs(db, [jobId]); // a job that is gone is not behind
  return { events, mark, isBehind: job !== undefined && job.lastSeq < afterSeq };
}

/** The last seq of each of these jobs: the sweep that makes up for lost hints. Jobs that are gone are left out. */
export function readLastSeqs(db: Queryable, jobIds: string[]): Promise<{ id: string; lastSeq: number }[]> {
  return db.query('select id, last_seq as "lastSeq" from pressroom.document_jobs where id = any($1::uuid[])', [jobIds]);
}

export interface FeedFilter {
  jobIds: string[] | null;
  userId: string | null;
  sessionId: string | null;
  type: string | null;
}

export interface FeedHead {
  lastPos: number;
  /** Events up to here may have been pruned. */
  prunedPos: number;
}

const NO_FEED: FeedHead = { lastPos: 0, prunedPos: 0 };

/** With the mark of the last event (null: it was pruned, or there is none yet). */
export async function readFeedHead(db: Queryable, tenant: string): Promise<FeedHead & { lastMark: string | null }> {
  const [head] = await db.query<FeedHead & { lastMark: string | null }>(
    `select h.last_pos as "lastPos", h.pruned_pos as "prunedPos", ${markAt('h.last_pos')} as "lastMark"
     from pressroom.feed_heads h where h.tenant = $1`,
    [tenant],
  );
  return head ?? { ...NO_FEED, lastMark: null };
}

/** Where each of these feeds ends; a tenant without events is left out. */
export async function readLastPositions(db: Queryable, tenants: string[]): Promise<Map<string, number>> {
  const rows = await db.query<{ tenant: string; lastPos: number }>(
    'select tenant, last_pos as "lastPos" from pressroom.feed_heads where tenant = any($1::text[])',
    [tenants],
  );
  return new Map(rows.map(({ tenant, lastPos }) => [tenant, lastPos]));
}

/** Positions looked at in one statement: a filter that matches little must not make one read a whole tenant's history. */
const FEED_WINDOW = 5_000;

/** A place in a feed: its position, and the mark of the event that has it (null: none is known). */
export interface FeedPlace {
  pos: number;
  mark: string | null;
}

export interface FeedPage {
  /** As it was when the page was read. */
  head: FeedHead;
  /** Of the event that has the position after which was read; null when there is none. */
  startMark: string | null;
  events: FeedEvent[];
  /** Go on from here: every matching event up to it is in `events` or before. */
  next: FeedPlace;
  /** Whether the feed goes on beyond `next`. */
  hasMore: boolean;
}

type FeedRow = FeedHead & { windowEnd: number; startMark: string | null; endMark: string | null } & (
    FeedEvent | { jobId: null }
  );

/**
 * The next matching events of a tenant's feed after a position. All of the page is read in one statement: between two of
 * them the server may have become another one.
 */
export async function readFeed(
  db: Queryable,
  viewer: Viewer,
  filter: FeedFilter,
  afterPos: number,
  limit: number,
): Promise<FeedPage> {
  const rows = await db.query<FeedRow>(
    `with page as (
       select ${EVENT_COLUMNS}, e.feed_pos as "feedPos"
       from pressroom.job_events e join pressroom.document_jobs d on d.id = e.job_id
       where e.tenant = $1 and ($2::text is null or d.user_id = $2) and ($3::text is null or d.session_id = $3)
         and ($4::uuid[] is null or d.id = any($4))
         and ($5::uuid[] is null or d.id = any($5)) and ($6::text is null or d.user_id = $6)
         and ($7::text is null or d.session_id = $7) and ($8::text is null or d.type = $8)
         and e.feed_pos > $9 and e.feed_pos <= $9 + ${FEED_WINDOW}
       order by e.feed_pos limit $10
     ), head as materialized (
       select last_pos as "lastPos", pruned_pos as "prunedPos", least(last_pos, $9 + ${FEED_WINDOW}) as "windowEnd",
         ${markAt('$9')} as "startMark", ${markAt(`least(h.last_pos, $9 + ${FEED_WINDOW})`)} as "endMark"
       from pressroom.feed_heads h where h.tenant = $1
     )
     select * from head left join page on true order by "feedPos"`,
    [...viewerValues(viewer), filter.jobIds, filter.userId, filter.sessionId, filter.type, afterPos, limit],
  );
  const [first] = rows;
  if (!first)
    return { head: NO_FEED, startMark: null, events: [], next: { pos: afterPos, mark: null }, hasMore: false };
  const { lastPos, prunedPos, startMark, windowEnd, endMark } = first;
  const events = rows.filter((row) => row.jobId !== null);
  const last = events.length === limit ? events.at(-1) : undefined;
  const next = last ? { pos: last.feedPos, mark: last.mark } : { pos: windowEnd, mark: endMark };
  return { head: { lastPos, prunedPos }, startMark, events, next, hasMore: next.pos < lastPos };
}

/** The mark of the event that has a position in the feed of the tenant $1. */
function markAt(pos: string): string {
  return `(select ${MARK} from pressroom.job_events e where e.tenant = $1 and e.feed_pos = ${pos})`;
}
